/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Paths as the kernel has them: from an object up to the root of its mount namespace (files) or hierarchy (cgroups), built from the
 * end of the path buffer towards its beginning. Each step is a global function, since one that is verified once can be repeated
 * often; unrolled, the walk is too much for the verifier.
 */
#pragma once

#include "record.h"

/*
 * Steps of a walk, in stretches: the verifier follows each repetition, and sixteen of sixteen steps are thirty-two to it, not two
 * hundred and fifty-six.
 */
#define STRETCHES 16
#define STRETCH 16

enum step {
	STEP_ON,
	STEP_ROOT, /* the path is whole */
	STEP_DETACHED, /* the object hangs on no tree: memfd, pipe, anonymous inode, or out of reach */
	STEP_FULL,
};

/* Puts "/name" in front of the path. */
static __always_inline int prepend(struct scratch *s, const void *name, u32 size)
{
	u32 at = s->path_at;

	if (size > NAME_MASK)
		size = NAME_MASK;
	if (at < size + 1)
		return STEP_FULL;
	at -= size;
	bpf_probe_read_kernel(&s->path[masked(at, PATH_MASK)], masked(size, NAME_MASK), name);
	at--;
	s->path[masked(at, PATH_MASK)] = '/';
	s->path_at = at;
	return STEP_ON;
}

__noinline int file_path_step(u32 slot)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return STEP_DETACHED;

	struct dentry *dentry = (struct dentry *)s->walk_node;
	struct mount *mount = (struct mount *)s->walk_mount;
	struct dentry *parent = READ(dentry, d_parent);

	if (dentry == READ(mount, mnt.mnt_root)) {
		struct mount *above = READ(mount, mnt_parent);

		if (!above || above == mount)
			return STEP_ROOT;
		s->walk_node = (u64)READ(mount, mnt_mountpoint);
		s->walk_mount = (u64)above;
		return STEP_ON;
	}
	if (!parent || dentry == parent)
		return STEP_DETACHED;
	s->walk_node = (u64)parent;
	return prepend(s, READ(dentry, d_name.name), READ(dentry, d_name.len));
}

__noinline int file_path_stretch(u32 slot)
{
	int step = STEP_ON;

	for (int i = 0; i < STRETCH && step == STEP_ON; i++)
		step = file_path_step(slot);
	return step;
}

static __always_inline struct kernfs_node *parent_of(struct kernfs_node *node)
{
	return bpf_core_field_exists(node->__parent) ? READ(node, __parent)
						      : READ((struct kernfs_node___plain_parent *)node, parent);
}

__noinline int cgroup_path_step(u32 slot)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return STEP_DETACHED;

	struct kernfs_node *node = (struct kernfs_node *)s->walk_node;
	struct kernfs_node *parent = parent_of(node);
	char name[NAME_MASK + 1];

	if (!parent)
		return STEP_ROOT;
	s->walk_node = (u64)parent;

	long size = bpf_probe_read_kernel_str(name, sizeof(name), READ(node, name));

	return size > 0 ? prepend(s, name, size - 1) : STEP_DETACHED;
}

/* Leaves the path at s->path_at and answers its length. */
__noinline int resolve_path(u32 slot, u64 dentry, u64 mount)
{
	struct scratch *s = scratch_of(slot);
	int step = STEP_ON;

	if (!s || !dentry)
		return 0;
	s->path_at = PATH_LIMIT;
	s->walk_node = dentry;
	s->walk_mount = mount - bpf_core_field_offset(struct mount, mnt);
	for (int i = 0; i < STRETCHES && step == STEP_ON; i++)
		step = file_path_stretch(slot);

	if (s->path_at == PATH_LIMIT && step == STEP_ROOT) {
		prepend(s, "", 0);
	} else if (s->path_at == PATH_LIMIT) {
		/* No tree: the object's own name, such as "memfd:code" or "[eventfd]". */
		prepend(s, READ((struct dentry *)dentry, d_name.name), READ((struct dentry *)dentry, d_name.len));
		s->path_at++;
	} else if (step != STEP_ROOT) {
		note(s, RECORD_FLAGS_TRUNCATED);
	}
	return PATH_LIMIT - s->path_at;
}

/* Appends the resolved path to the record and answers its length. */
static __always_inline u32 append_path(struct scratch *s, u32 size)
{
	size = fit(s, size, PATH_LIMIT);
	bpf_probe_read_kernel(data_at(s, s->at), masked(size, PIECE_MASK), &s->path[masked(s->path_at, PATH_MASK)]);
	return size;
}

/* A parameter that is the path of an object. */
__noinline int push_path(u32 slot, u64 dentry, u64 mount)
{
	int size = resolve_path(slot, dentry, mount);
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	if (size > 0) {
		size = append_path(s, size);
		*(u8 *)data_at(s, s->at + size) = 0;
		size++;
	}
	end_param(s, size);
	return 0;
}

/* A fact that is the path of an object. */
__noinline int add_path_fact(u32 slot, u32 kind, u32 param, u64 dentry, u64 mount)
{
	int size = resolve_path(slot, dentry, mount);
	struct scratch *s = scratch_of(slot);

	if (!s || size <= 0)
		return 0;
	u32 start = s->at;

	s->at += sizeof(struct fact_entry);
	size = append_path(s, size);
	s->at = start;
	begin_fact(s, kind, param, size);
	return 0;
}

/* Appends the path of a cgroup that is not the root of its hierarchy, and the zero byte behind it. */
__noinline int append_cgroup_path(u32 slot, u64 node)
{
	struct scratch *s = scratch_of(slot);
	int step = STEP_ON;

	if (!s)
		return 0;
	/* Controllers of the unified hierarchy mostly share a cgroup. */
	if (s->path_of != node) {
		s->path_of = node;
		s->path_at = PATH_LIMIT;
		s->walk_node = node;
		for (int i = 0; i < STRETCH && step == STEP_ON; i++)
			step = cgroup_path_step(slot);
	}
	s->at += append_path(s, PATH_LIMIT - s->path_at);
	*(u8 *)data_at(s, s->at) = 0;
	s->at++;
	return 0;
}

/* Appends "controller=path\0" of one hierarchy. The name, with its equals sign, is at most eight bytes, in one number. */
static __always_inline void append_cgroup(struct scratch *s, u32 slot, struct cgroup *cgroup, u64 name, u32 length)
{
	struct kernfs_node *node = READ(cgroup, kn);

	if (!cgroup || s->at > RECORD_LIMIT)
		return;
	bool is_root = !parent_of(node);

	/* The unified hierarchy is told of when the task is somewhere in it. */
	if (is_root && length == 1)
		return;
	STORE(u64, data_at(s, s->at), name);
	s->at += length;
	if (is_root) {
		STORE(u16, data_at(s, s->at), '/');
		s->at += 2;
	} else {
		append_cgroup_path(slot, address_of(s, node));
	}
}

/* Eight bytes of a string as the number that they are in memory. */
#define NAME8(text)												\
	({													\
		char bytes[8] = text;										\
														\
		*(u64 *)bytes;											\
	})

#define APPEND_CONTROLLER(s, slot, set, id, name)								\
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, id)) {						\
		struct cgroup_subsys_state *state = 0;								\
		u32 index = bpf_core_enum_value(enum cgroup_subsys_id, id);					\
														\
		bpf_probe_read_kernel(&state, sizeof(state), (void *)&(set)->subsys + index * sizeof(state));	\
		append_cgroup(s, slot, READ(state, cgroup), NAME8(name), sizeof(name) - 1);			\
	}

/*
 * The cgroups of a task. Controllers come first and in the order that captures have them; the unified hierarchy follows under an
 * empty name, as in /proc/PID/cgroup, unless the task is in its root.
 */
__noinline int push_cgroups(u32 slot, u64 cgroups)
{
	struct scratch *s = scratch_of(slot);
	struct css_set *set = (struct css_set *)cgroups;

	if (!s)
		return 0;
	u32 start = s->at;

	s->path_of = 0;
	APPEND_CONTROLLER(s, slot, set, cpuset_cgrp_id, "cpuset=")
	APPEND_CONTROLLER(s, slot, set, cpu_cgrp_id, "cpu=")
	APPEND_CONTROLLER(s, slot, set, cpuacct_cgrp_id, "cpuacct=")
	APPEND_CONTROLLER(s, slot, set, io_cgrp_id, "io=")
	APPEND_CONTROLLER(s, slot, set, memory_cgrp_id, "memory=")
	append_cgroup(s, slot, READ(set, dfl_cgrp), NAME8("="), 1);

	u32 size = s->at - start;

	s->at = start;
	end_param(s, size);
	return 0;
}
