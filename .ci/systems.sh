#!/usr/bin/env bash
# Compiles what a learner builds first for Windows and macOS, without linking or running it:
#
#     .ci/systems.sh [TARGET...]
#
# A target that rustup has installed is used. For the others there must be a standard library of exactly the compiler's
# version. Debian's compiler has one as source, which Cargo compiles with `-Zbuild-std`; the packages are unpacked into the
# target folder, and nothing is installed. Where that compiler cannot be had, the script says so, and it is no failure: the
# packages of another project decide nothing here.
set -euo pipefail

packages=(--package pollscope --package course --package streamlings --features pollscope/testing)
work=$PWD/target/systems

# Unpacks Debian's compiler and the source of its standard library. Each step says `|| return`, since `set -e` has no effect
# in a condition, where this is called.
unpack_compiler() {
    if [ -e "$work/complete" ]; then return; fi
    rm -rf "$work/rust" && mkdir -p "$work/rust" "$work/packages"
    apt-get update -qq || return
    depends() { apt-cache depends --important "$1" | grep -o "$2" | head -1; }
    local library llvm
    library=$(depends libstd-rust-web-dev 'libstd-rust-web-[0-9][0-9.]*') || return
    llvm=$(depends "$library" 'libllvm[0-9][0-9.]*') || return
    (cd "$work/packages" && rm -f -- *.deb && apt-get download -qq rustc-web libstd-rust-web-dev rust-web-src "$library" "$llvm") ||
        return
    local package
    for package in "$work"/packages/*.deb; do
        # Of the compiler's source, only the library is needed.
        dpkg-deb --fsys-tarfile "$package" |
            tar --extract --directory "$work/rust" --no-wildcards-match-slash --exclude './usr/src/*/compiler' --exclude './usr/src/*/src' \
                --exclude './usr/src/*/vendor' --exclude './usr/share/doc' || return
    done
    rm -r "$work/packages"
    touch "$work/complete"
}

# The folder of a library of Debian's compiler.
folder_of() { dirname "$(find "$work/rust/usr/lib" -name "$1" -print -quit)"; }

# Calls Cargo with Debian's compiler. The variable lets a stable compiler do what only its own library needs.
debian_cargo() {
    LD_LIBRARY_PATH=$(folder_of 'librustc_driver*'):$(folder_of 'libLLVM*') RUSTC=$work/rust/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
        CARGO_TARGET_DIR=$work/build cargo "$@" -Zbuild-std=std,panic_abort
}

# Compiles an empty program, and so the standard library, for a target.
compiles_std() {
    mkdir -p "$work/empty/src" && echo 'fn main() {}' >"$work/empty/src/main.rs" || return
    printf '[package]\nname = "empty"\nedition = "2024"\n[workspace]\n' >"$work/empty/Cargo.toml" || return
    debian_cargo check --quiet --target "$1" --manifest-path "$work/empty/Cargo.toml"
}

if [ $# = 0 ]; then set -- x86_64-pc-windows-msvc aarch64-apple-darwin; fi
for target in "$@"; do
    if [ -d "$(rustc --print target-libdir --target "$target")" ]; then
        echo "$target"
        cargo check --locked --quiet --target "$target" "${packages[@]}"
    elif ! unpack_compiler; then
        echo "not checked for $target: Debian's compiler with the source of its standard library cannot be had"
    elif ! compiles_std "$target"; then
        echo "not checked for $target: its standard library does not compile"
    else
        echo "$target"
        debian_cargo check --locked --quiet --target "$target" "${packages[@]}"
    fi
done
