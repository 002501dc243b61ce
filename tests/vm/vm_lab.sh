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

# lab_prepare_kernel SERIES: the newest such kernel of Debian's as it is, and what its modules are built with: sets
# $release and $sources, a tree laid out as the packages are.
lab_prepare_kernel() {
	[ -x "$work/ancloud" ] || strip -o "$work/ancloud" "${ANCLOUD:?}" || exit 1
	local said
	said=$("$here/vm-run" --kernel "$1" --binder none --sources --prepare 2>"$work/aside") || {
		cat "$work/aside"
		skip "no kernel $1: $(tail -n 1 "$work/aside")"
	}
	sources=$said
	release=$(basename "$sources")
	release=${release#sources-} release=${release%-*}
}

# with_packages TREE[:TREE…] COMMAND…: as if the packages in these trees were installed, the first on top.
with_packages() {
	local trees
	trees=$(echo "$1" | sed 's#:#/usr:#g')/usr
	shift
	LAYERS=$trees:/usr unshare -m --propagation private sh -c \
		'mount -t overlay -o "lowerdir=$LAYERS" none /usr && exec "$@"' with_packages "$@"
}

# lab_binder SERIES: such a kernel, and the folder of a data path that `host-setup --build-binder` fills for it, in $built.
# It is built on this side, by the command's own code for a kernel that does not run yet: the compiler would take minutes
# in the machine, and the source of the whole kernel would have to be unpacked there.
lab_binder() {
	lab_prepare_kernel "$1"
	built=$work/$1/binder
	with_packages "$sources" "$work/ancloud" --data-path "$work/$1" host-setup --build-binder \
		--kernel-release "$release" >"$work/aside" 2>&1 || { cat "$work/aside"; exit 1; }
	modinfo -F vermagic "$built/$release/binder_linux.ko" | grep "^$release " ||
		{ echo "no module for $release"; exit 1; }
}

# lab_services SERIES: AOSP's service manager and services in two containers of such a kernel.
lab_services() {
	local image=${ANCLOUD_BUILD:?}/demo.img peer
	[ -f "$image" ] || skip "no $image: build the target demo_image"
	peer=$(lab_peer) || { echo "$peer"; exit 77; }
	lab_binder "$1"
	lab_run services -- --kernel "$1" --binder none --selinux --memory 1536 --libs --add "$image:/root/" \
		--add "$built:/root/built/" --add "$peer:/root/peer"
}

# lab_bringup SERIES CGROUP: `ancloud run` as a whole on such a kernel, with a GL driver that draws nothing.
lab_bringup() {
	local image=${ANCLOUD_BUILD:?}/demo.img gl=$ANCLOUD_BUILD/tests/fake_gl
	[ -f "$image" ] || skip "no $image: build the target demo_image"
	[ -e "$gl/libEGL.so.1" ] || skip "no $gl: build the target fake_gl"
	mkdir "$work/fake_gl"
	strip -o "$work/fake_gl/libEGL.so.1" "$gl/libEGL.so.1" || exit 1
	ln -s libEGL.so.1 "$work/fake_gl/libGLESv2.so.2"
	ln -s libEGL.so.1 "$work/fake_gl/libGLESv1_CM.so.1"
	lab_binder "$1"
	lab_run bringup "$2" -- --kernel "$1" --binder none --cgroup "$2" --libs --add "$image:/root/" \
		--add "$built:/root/built/" --add "$work/fake_gl:/opt/fake_gl"
}

# AOSP's service manager and a service, a tree to be laid over a root; made once in the images' folder.
lab_peer() {
	local cache=${VM_RUN_BUILD:-${XDG_CACHE_HOME:-$HOME/.cache}/ancloud/vm} said
	said=$("$here/peer/build" "$cache" 2>"$work/aside") || {
		tail -n 20 "$work/aside"
		skip "no AOSP peer: $(tail -n 1 "$work/aside")"
	}
	echo "$said"
}

# lab_run SCRIPT ARGS… -- VM-RUN-OPTIONS…: runs tests/vm/guest/SCRIPT in a machine. All machines of a test end
# before tests/run would kill the test and leave them behind.
lab_run() {
	local script=$1 words=() start=$SECONDS limit=$((${ANCLOUD_LIMIT:-420} - 30 - SECONDS)) code
	shift
	while [ "$1" != -- ]; do words+=("$1"); shift; done
	shift
	[ "$limit" -gt 20 ] || { echo "$script ${words[*]}: no time left"; return 1; }
	"$here/vm-run" --times --add "$work/ancloud:/root/" --add "$here/guest:/root/" --timeout "$limit" "$@" \
		-- "guest/$script" "${words[@]}" >"$work/said" 2>&1
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
