# Sourced by the launchers: sets JAVA_HOME to a JDK 25 or newer, wherever one is, or says what to install.
# Looks at ATTUNE_JAVA_HOME, JAVA_HOME, the java on PATH, and the folders where JDKs are usually installed.

attune_java_release() {
  # The release file is a hundred times cheaper to read than "java -version" is to run.
  [ -x "$1/bin/java" ] && [ -f "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

attune_is_jdk_25() {
  release=$(attune_java_release "$1") && [ -n "$release" ] && [ "$release" -ge 25 ] 2>/dev/null
}

attune_java_on_path() {
  java=$(command -v java) || return 1
  java=$(readlink -f "$java" 2>/dev/null || echo "$java")
  dirname "$(dirname "$java")"
}

attune_find_jdk() {
  for candidate in "${ATTUNE_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(attune_java_on_path)"; do
    if [ -n "$candidate" ] && attune_is_jdk_25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*/jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if attune_is_jdk_25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "attune: no JDK 25 found. Install one (for example Temurin 25 from https://adoptium.net, or 'apt install openjdk-25-jdk')," >&2
  echo "        or set JAVA_HOME to its folder. Looked at JAVA_HOME, PATH and the usual JDK folders." >&2
  return 1
}

# File names are UTF-8 everywhere; without a locale that says so, Java cannot name files with other letters than ASCII ones.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *[Uu][Tt][Ff]*8*) ;;
  *)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
esac
