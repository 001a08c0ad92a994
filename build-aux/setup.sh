# Read by build-aux/run and build-aux/check: what must be on the machine, and how it gets there.
# Needs the POSIX shell and Debian's own tools, nothing else.

PACKAGES_BUILD="gcc libc6-dev make meson ninja-build pkg-config gettext git bubblewrap
  libglib2.0-dev libglib2.0-bin libyaml-dev libjson-glib-dev libgit2-dev libseccomp-dev libssl-dev libsqlite3-dev"
PACKAGES_APP="libgtk-4-dev libadwaita-1-dev libgtksourceview-5-dev desktop-file-utils
  adwaita-icon-theme gtk-update-icon-cache"
PACKAGES_TEST="xvfb xauth dbus dbus-daemon at-spi2-core xdotool imagemagick python3-pyatspi gir1.2-atspi-2.0 libxtst-dev x11-utils
  appstream libxml2-utils librsvg2-common python3-yaml python3-jsonschema uncrustify graphviz sqlite3 rsync
  fonts-cantarell fonts-dejavu-core nodejs npm"

say () {
  printf '%s\n' "$*" >&2
}

# as_root COMMAND…
as_root () {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "This needs an administrator: run as root, or install sudo: $*"
    return 1
  fi
}

is_installed () {
  case $1 in
    # A Node.js from elsewhere serves as well as Debian's.
    nodejs) command -v node >/dev/null 2>&1 && return ;;
    npm) command -v npm >/dev/null 2>&1 && return ;;
  esac
  dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# need_packages NAME…: says which are missing, and installs them; does nothing if none is.
need_packages () {
  missing=
  for package; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  command -v apt-get >/dev/null 2>&1 || {
    say "These Debian packages, or what they are called here, are needed first:$missing"
    return 1
  }
  say "Installing these Debian packages:$missing"
  as_root apt-get update -q >/dev/null &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
}

# An old build folder of another version of Meson or of another place is made anew, not repaired.
# set_up DIR OPTION…
set_up () {
  dir=$1
  shift
  if [ -f "$dir/build.ninja" ] && meson configure "$dir" "$@" >/dev/null 2>&1; then
    return 0
  fi
  rm -rf "$dir"
  say "Setting up $dir"
  meson setup "$dir" "$@" >"$dir.log" 2>&1 || {
    cat "$dir.log" >&2
    return 1
  }
  rm -f "$dir.log"
}
