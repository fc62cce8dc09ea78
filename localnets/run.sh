#!/usr/bin/env bash
# Runs the whole bridge on this machine and demonstrates it: installs what is missing, builds, starts, shows. --help lists the options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

setup_machine
build_contracts
build_page
build_witness
build_dotnet localnets/localnet.slnf

exec dotnet "$repository/localnets/Bridge.Localnet/bin/Release/net10.0/Bridge.Localnet.dll" "$@"
