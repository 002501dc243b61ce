# What the VM tests share on this side: what they need, the machine's images, the payload. Sourced.
set -u -o pipefail
here=${ANCLOUD_SRC:?}/tests/vm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() { echo "$*"; exit 77; }

# The kernels named and the root are made once, under the images' own lock; apt must reach its mirror then.
lab_prepare() {
	[ -x "${ANCLOUD:?}" ] || { echo "no binary $ANCLOUD"; exit 1; }
	local mode said
	for mode; do
		said=$("$here/vm-run" --binder "$mode" --prepare 2>&1) || {
			echo "$said"
			skip "no machine: $(echo "$said" | tail -n 1)"
		}
	done
	# Without symbols it is a fifth of the size, and the machine reads its disks slowly.
	strip -o "$work/ancloud" "$ANCLOUD" || exit 1
}

# lab_run SCRIPT ARGS… -- VM-RUN-OPTIONS…: runs tests/vm/guest/SCRIPT in a machine. All machines of a test end
# before tests/run would kill the test and leave them behind.
lab_run() {
	local script=$1 words=() start=$SECONDS limit=$((390 - SECONDS)) code
	shift
	while [ "$1" != -- ]; do words+=("$1"); shift; done
	shift
	[ "$limit" -gt 20 ] || { echo "$script ${words[*]}: no time left"; return 1; }
	"$here/vm-run" --times --add "$work/ancloud:/root/" --add "$here/guest:/root/" --timeout "$limit" "$@" -- \
		"guest/$script" "${words[@]}" >"$work/said" 2>&1
	code=$?
	echo "== $script ${words[*]}: exit $code after $((SECONDS - start)) s"
	cat "$work/said"
	return $code
}

# A static busybox, or nothing to make a root of.
lab_busybox() {
	local path
	path=$(command -v busybox) || skip "busybox-static is not installed"
	[ -z "$(ldd "$path" 2>/dev/null | grep '=>')" ] || skip "this busybox is not static"
	echo "$path"
}
