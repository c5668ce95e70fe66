/* SPDX-License-Identifier: GPL-2.0 */
/* The file that a program came from. */
#pragma once

#include "file.h"

/* Whether a user namespace gives an id a name of its own. */
static __always_inline bool is_mapped(struct uid_gid_map *map, u32 id)
{
	u32 count = READ(map, nr_extents);
	struct uid_gid_extent *extents = count <= 5 ? &map->extent[0] : READ(map, forward);

	for (u32 i = 0; i < 16 && i < count; i++) {
		struct uid_gid_extent extent = {};

		bpf_probe_read_kernel(&extent, sizeof(extent), extents + i);
		if (id - extent.lower_first < extent.count)
			return true;
	}
	return false;
}

/* Supplementary groups are sorted. */
static __always_inline bool in_groups(struct group_info *groups, u32 gid)
{
	u32 low = 0;
	u32 high = READ(groups, ngroups);

	for (int i = 0; i < 17 && low < high; i++) {
		u32 middle = (low + high) / 2;
		u32 found = 0;

		bpf_probe_read_kernel(&found, sizeof(found), (void *)&groups->gid + middle * sizeof(found));
		if (found == gid)
			return true;
		if (found < gid)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/*
 * Whether the user who runs a program could change its file, as far as mode and capabilities tell. By copying: of what is looked at the
 * verifier keeps apart so much that it would follow every way through here, for a second.
 */
__noinline int is_writable(u64 inode_address, u64 cred_address)
{
	struct inode *inode = (struct inode *)inode_address;
	struct cred *cred = (struct cred *)cred_address;
	u32 mode = COPY(inode, i_mode);
	u32 uid = COPY(inode, i_uid.val);
	u32 gid = COPY(inode, i_gid.val);
	u32 fsuid = COPY(cred, fsuid.val);

	if ((COPY(inode, i_sb, s_flags) & SB_RDONLY) || (COPY(inode, i_flags) & S_IMMUTABLE))
		return false;
	if (uid == (u32)-1 || gid == (u32)-1)
		return false;
	if (uid == fsuid)
		return true;
	if (gid == COPY(cred, fsgid.val) || in_groups(COPY(cred, group_info), gid))
		mode >>= 3;
	if (mode & 2)
		return true;

	u64 effective = capabilities(&cred->cap_effective);
	struct user_namespace *users = COPY(cred, user_ns);

	if (!(effective & (1 << CAP_DAC_OVERRIDE | 1 << CAP_FOWNER)) || !is_mapped(&users->uid_map, uid))
		return false;
	return (effective & 1 << CAP_FOWNER) || is_mapped(&users->gid_map, gid);
}

static __always_inline u64 nanoseconds(s64 seconds, u32 rest)
{
	return seconds * 1000000000ULL + rest;
}

/* Since 6.13 the highest bit tells that somebody has asked for the time, and that the next change needs a finer one. */
#define CTIME_QUERIED (1u << 31)

static __always_inline void read_times(struct executable *exe, struct inode *inode)
{
	struct inode___hidden_times *hidden = (void *)inode;
	struct inode___whole_times *whole = (void *)inode;

	if (bpf_core_field_exists(inode->i_ctime_sec))
		exe->ctime = nanoseconds(READ(inode, i_ctime_sec), READ(inode, i_ctime_nsec) & ~CTIME_QUERIED);
	else if (bpf_core_field_exists(hidden->__i_ctime))
		exe->ctime = nanoseconds(READ(hidden, __i_ctime.tv_sec), READ(hidden, __i_ctime.tv_nsec));
	else
		exe->ctime = nanoseconds(READ(whole, i_ctime.tv_sec), READ(whole, i_ctime.tv_nsec));

	if (bpf_core_field_exists(inode->i_mtime_sec))
		exe->mtime = nanoseconds(READ(inode, i_mtime_sec), READ(inode, i_mtime_nsec));
	else if (bpf_core_field_exists(hidden->__i_mtime))
		exe->mtime = nanoseconds(READ(hidden, __i_mtime.tv_sec), READ(hidden, __i_mtime.tv_nsec));
	else
		exe->mtime = nanoseconds(READ(whole, i_mtime.tv_sec), READ(whole, i_mtime.tv_nsec));
}

/* Fills s->executable. */
__noinline int examine_executable(u32 slot, u64 file_address, u64 cred)
{
	struct scratch *s = scratch_of(slot);
	struct file *file = (struct file *)file_address;

	if (!s)
		return 0;
	__builtin_memset(&s->executable, 0, sizeof(s->executable));
	if (!file)
		return 0;

	struct inode *inode = READ(file, f_inode);
	u32 flags = is_writable(address_of(s, inode), cred) ? EXECVE_FLAGS_EXE_WRITABLE : 0;

	switch (overlay_layer(file)) {
	case DESCRIPTOR_FLAGS_UPPER_LAYER:
		flags |= EXECVE_FLAGS_EXE_UPPER_LAYER;
		break;
	case DESCRIPTOR_FLAGS_LOWER_LAYER:
		flags |= EXECVE_FLAGS_EXE_LOWER_LAYER;
		break;
	}
	if (is_memfd(file))
		flags |= EXECVE_FLAGS_EXE_FROM_MEMFD;
	s->executable.flags = flags;
	s->executable.ino = READ(inode, i_ino);
	read_times(&s->executable, inode);
	return 0;
}
