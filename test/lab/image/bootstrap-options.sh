# shellcheck shell=bash
# Sourced by the build scripts: turns the recipe's lists into mmdebstrap options.

# Lines of list files without comments and blank lines.
list_entries() {
  grep -hEv '^[[:space:]]*(#|$)' "$@"
}

# Package names of list files, joined by commas as mmdebstrap wants them.
package_names() {
  list_entries "$@" | paste -sd, -
}

# Sets the array bootstrap_options. $1: recipe directory, $2: directory that keeps .deb files between builds.
#
# Hooks are shell code, with the new system's directory as $1; paths reach them as exported variables, so that
# no path has to be quoted twice. mmdebstrap reads none of this machine's apt configuration, so the settings that
# decide whether the mirror can be reached and its dates believed are handed on.
# shellcheck disable=SC2016
set_bootstrap_options() {
  local recipe=$1 line
  export DEB_CACHE=$2
  bootstrap_options=(
    --quiet --mode=root --skip=essential/unlink
    --aptopt='APT::Install-Recommends "false"'
    --aptopt='Acquire::Languages "none"'
    --setup-hook='mkdir -p "$1/var/cache/apt/archives"'
    --setup-hook='find "$DEB_CACHE" -name "*.deb" -exec cp -t "$1/var/cache/apt/archives" {} +'
    --customize-hook='find "$1/var/cache/apt/archives" -name "*.deb" -exec cp -n -t "$DEB_CACHE" {} +'
    --customize-hook='find "$1/var/cache/apt/archives" -name "*.deb" -delete'
  )
  while read -r line; do
    bootstrap_options+=("--aptopt=${line%;}")
  done < <(apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-Date|Check-Valid-Until|Retries) "[^"]+"')
  while read -r line; do
    bootstrap_options+=("--dpkgopt=path-exclude=$line")
  done < <(list_entries "$recipe/excluded-paths.list")
}
