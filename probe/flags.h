/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's flag values in those of captures, where the two differ. */
#pragma once

#include "kernel.h"
#include "saker_schema.h"

#define CLONE_VM 0x00000100
#define CLONE_FS 0x00000200
#define CLONE_FILES 0x00000400
#define CLONE_SIGHAND 0x00000800
#define CLONE_PTRACE 0x00002000
#define CLONE_VFORK 0x00004000
#define CLONE_PARENT 0x00008000
#define CLONE_THREAD 0x00010000
#define CLONE_NEWNS 0x00020000
#define CLONE_SYSVSEM 0x00040000
#define CLONE_SETTLS 0x00080000
#define CLONE_PARENT_SETTID 0x00100000
#define CLONE_CHILD_CLEARTID 0x00200000
#define CLONE_UNTRACED 0x00800000
#define CLONE_CHILD_SETTID 0x01000000
#define CLONE_NEWCGROUP 0x02000000
#define CLONE_NEWUTS 0x04000000
#define CLONE_NEWIPC 0x08000000
#define CLONE_NEWUSER 0x10000000
#define CLONE_NEWPID 0x20000000
#define CLONE_NEWNET 0x40000000
#define CLONE_IO 0x80000000

#define CLONE_BIT(flags, name) ((flags) & name ? CLONE_FLAGS_##name : 0)

static __always_inline u32 clone_flags(u32 flags)
{
	return CLONE_BIT(flags, CLONE_VM) | CLONE_BIT(flags, CLONE_FS) | CLONE_BIT(flags, CLONE_FILES) |
	       CLONE_BIT(flags, CLONE_SIGHAND) | CLONE_BIT(flags, CLONE_PTRACE) | CLONE_BIT(flags, CLONE_VFORK) |
	       CLONE_BIT(flags, CLONE_PARENT) | CLONE_BIT(flags, CLONE_THREAD) | CLONE_BIT(flags, CLONE_NEWNS) |
	       CLONE_BIT(flags, CLONE_SYSVSEM) | CLONE_BIT(flags, CLONE_SETTLS) | CLONE_BIT(flags, CLONE_PARENT_SETTID) |
	       CLONE_BIT(flags, CLONE_CHILD_CLEARTID) | CLONE_BIT(flags, CLONE_UNTRACED) |
	       CLONE_BIT(flags, CLONE_CHILD_SETTID) | CLONE_BIT(flags, CLONE_NEWCGROUP) | CLONE_BIT(flags, CLONE_NEWUTS) |
	       CLONE_BIT(flags, CLONE_NEWIPC) | CLONE_BIT(flags, CLONE_NEWUSER) | CLONE_BIT(flags, CLONE_NEWPID) |
	       CLONE_BIT(flags, CLONE_NEWNET) | CLONE_BIT(flags, CLONE_IO);
}

#define MS_MAGIC 0xc0ed0000
#define MS_MAGIC_MASK 0xffff0000

/* Old callers put a magic number into the upper half. */
static __always_inline u32 mount_flags(u32 flags)
{
	return (flags & MS_MAGIC_MASK) == MS_MAGIC ? flags & ~MS_MAGIC_MASK : flags;
}

#define RESOLVE_NO_XDEV 0x01
#define RESOLVE_NO_MAGICLINKS 0x02
#define RESOLVE_NO_SYMLINKS 0x04
#define RESOLVE_BENEATH 0x08
#define RESOLVE_IN_ROOT 0x10
#define RESOLVE_CACHED 0x20

#define RESOLVE_BIT(flags, name) ((flags) & name ? OPENAT2_FLAGS_##name : 0)

static __always_inline u32 resolve_flags(u64 flags)
{
	return RESOLVE_BIT(flags, RESOLVE_NO_XDEV) | RESOLVE_BIT(flags, RESOLVE_NO_MAGICLINKS) |
	       RESOLVE_BIT(flags, RESOLVE_NO_SYMLINKS) | RESOLVE_BIT(flags, RESOLVE_BENEATH) |
	       RESOLVE_BIT(flags, RESOLVE_IN_ROOT) | RESOLVE_BIT(flags, RESOLVE_CACHED);
}
