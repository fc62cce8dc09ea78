# shellcheck shell=bash
# Sourced by localnets/run.sh and tests/run.sh: checks the machine, installs what is missing, builds the on-chain programs.
# Safe to run at any time; quick when there is nothing to do.

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
debian_packages=(clang-19 libsecp256k1-1 libsodium23 redis-server)

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
say() { printf '%s\n' "$*" >&2; }

# Prints the comment at the head of a script and ends it, when help is asked for: nothing is installed or built for that.
help_of() {
    local script="$1" argument
    shift
    for argument in "$@"; do
        case "$argument" in
            -h | --help) sed -nE '2,/^[^#]/s/^# ?//p' "$script"; exit 0 ;;
        esac
    done
}

check_tools() {
    [[ "$(uname -s)-$(uname -m)" == Linux-x86_64 ]] || fail "the local network runs on 64-bit x86 Linux; this is $(uname -s) $(uname -m)"
    local tool version
    for tool in dotnet node npm; do
        command -v "$tool" >/dev/null || fail "$tool is not installed: the project needs the .NET SDK 10 (https://dotnet.microsoft.com/download) and Node.js 20 or newer with npm (https://nodejs.org)"
    done
    version="$(cd "$repository" && dotnet --version 2>/dev/null)" || fail "the .NET SDK 10 is needed; found: $(dotnet --list-sdks | tr '\n' ' ')"
    [[ "${version%%.*}" -ge 10 ]] || fail "the .NET SDK 10 or newer is needed; found $version"
    version="$(node --version)"
    version="${version#v}"
    [[ "${version%%.*}" -ge 20 ]] || fail "Node.js 20 or newer is needed; found $version"
}

install_packages() {
    local missing=() package
    for package in "${debian_packages[@]}"; do
        [[ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" == "install ok installed" ]] || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    command -v apt-get >/dev/null || fail "these Debian packages are needed, and there is no apt-get to install them: ${missing[*]}"
    local root=()
    if [[ "$(id -u)" -ne 0 ]]; then
        command -v sudo >/dev/null || fail "install these packages as root first: apt-get install ${missing[*]}"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${root[@]}" apt-get update -qq || fail "apt-get update failed"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
        || fail "apt-get could not install ${missing[*]}"
}

# The stamp is written last, so an interrupted installation is repeated.
install_node_packages() {
    local folder="$1" stamp="$1/node_modules/.installed"
    cmp -s "$folder/package-lock.json" "$stamp" && return 0
    say "installing node packages in ${folder#"$repository"/}"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >/dev/null) || fail "npm ci failed in $folder"
    cp "$folder/package-lock.json" "$stamp"
}

build_contracts() {
    say "building the EVM contracts and the Solana program"
    bash "$repository/Contracts/evm/build.sh" >&2 || fail "Contracts/evm/build.sh failed"
    bash "$repository/Contracts/solana/build.sh" >&2 || fail "Contracts/solana/build.sh failed"
}

build_page() {
    say "building the dashboard's page"
    bash "$repository/Monitoring/Bridge.Dashboard/web/build.sh" >&2 || fail "Monitoring/Bridge.Dashboard/web/build.sh failed"
}

# Compiled again only when a source is newer than what was compiled last.
build_witness() {
    local folder="$repository/Monitoring/witness"
    install_node_packages "$folder"
    [[ ! -f "$folder/out/.built" || -n "$(find "$folder/src" "$folder/test" "$folder/tsconfig.json" "$folder/package-lock.json" -newer "$folder/out/.built" -print -quit)" ]] || return 0
    say "building the witness"
    (cd "$folder" && node_modules/.bin/tsc -p . >&2) || fail "the witness does not compile"
    touch "$folder/out/.built"
}

# In Release: one solution or filter, so that everything shared is looked at once. It holds the programs that are run from here too.
build_dotnet() {
    local program stamps
    stamps="$(mktemp -d)"
    for program in "${programs[@]}"; do sources_of "$program" >"$stamps/$program"; done
    say "building $1 (minutes the first time, seconds later)"
    dotnet build "$repository/$1" -c Release -v q --nologo "-clp:ErrorsOnly;NoSummary" >&2 || fail "$1 does not build"
    for program in "${programs[@]}"; do
        [[ "$1" != *.sln* || ! -f "$(path_of "$program")" ]] || cp -p "$stamps/$program" "$(path_of "$program").sources"
    done
    rm -r "$stamps"
}

# The command lines that are run from here, and what each is built from, its own folder first.
programs=(bridge guardian dashboard)

folders_of() {
    local shared="Contracts/Bridge.Protocol Contracts/Bridge.Chains"
    case "$1" in
        bridge) echo "Relayer/Bridge.Cli $shared" ;;
        guardian) echo "Guardians/Bridge.Guardian Guardians/Bridge.Frost Guardians/Bridge.Frost.Signer Monitoring/Bridge.Risk Monitoring/Bridge.Observability $shared" ;;
        dashboard) echo "Monitoring/Bridge.Dashboard Monitoring/Bridge.Risk Monitoring/Bridge.Observability $shared" ;;
    esac
}

path_of() {
    local folders
    read -ra folders <<<"$(folders_of "$1")"
    echo "$repository/${folders[0]}/bin/Release/net10.0/$1.dll"
}

# Lists the source files of a program.
sources_of() {
    local folders
    read -ra folders <<<"$(folders_of "$1")"
    (cd "$repository" && find Directory.Build.props Directory.Packages.props global.json "${folders[@]}" \( -name bin -o -name obj -o -name web \) -prune -o -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.cshtml' -o -name global.json \) -print | sort)
}

# Builds a program when a source is newer than what was built last, was added or has gone, as after a git pull; a look at the files otherwise.
build_program() {
    local name="$1" program sources folders stamp
    program="$(path_of "$name")"
    sources="$(sources_of "$name")"
    if [[ -f "$program" && -f "$program.sources" && "$sources" == "$(<"$program.sources")" ]]; then
        [[ -n "$(cd "$repository" && xargs -d '\n' -a "$program.sources" sh -c 'find "$@" -newer "$0" -print -quit' "$program.sources")" ]] || return 0
    fi
    read -ra folders <<<"$(folders_of "$name")"
    say "building ${folders[0]}, which was never built or whose sources have changed (minutes the first time, seconds later)"
    # Its time is that of the start: what changes while it is built is newer.
    stamp="$(mktemp)"
    printf '%s\n' "$sources" >"$stamp"
    dotnet build "$repository/${folders[0]}" -c Release -v q --nologo "-clp:ErrorsOnly;NoSummary" >&2 || fail "${folders[0]} does not build"
    mv "$stamp" "$program.sources"
}

setup_machine() {
    check_tools
    install_packages
    install_node_packages "$repository/localnets"
}
