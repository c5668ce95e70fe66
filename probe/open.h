/* SPDX-License-Identifier: GPL-2.0 */
/* What a caller wants to open, and whether some rule could have something to say of it. */
#pragma once

#include "file.h"
#include "plans.h"

struct open_request {
	s32 directory;
	bool has_directory;
	u64 name; /* address in the caller's memory */
	u64 flags;
	u32 mode;
	u64 resolve;
};

/* Of openat2(2), as it lies in the caller's memory: a claim, and never relocated. */
struct open_how_claim {
	u64 flags;
	u64 mode;
	u64 resolve;
};

static __always_inline void read_how(struct open_request *request, u64 address)
{
	struct open_how_claim how = {};

	bpf_probe_read_user(&how, sizeof(how), (void *)address);
	request->flags = how.flags;
	request->mode = how.mode;
	request->resolve = how.resolve;
}

static __always_inline void read_request(struct open_request *request, struct call *call)
{
	switch (call->number) {
#if defined(__TARGET_ARCH_x86)
	case NR_open:
		request->name = call->args[0];
		request->flags = call->args[1];
		request->mode = call->args[2];
		break;
	case NR_creat:
		request->name = call->args[0];
		request->flags = O_CREAT | O_WRONLY | O_TRUNC;
		request->mode = call->args[1];
		break;
#endif
	case NR_openat:
		request->has_directory = true;
		request->directory = call->args[0];
		request->name = call->args[1];
		request->flags = call->args[2];
		request->mode = call->args[3];
		break;
	case NR_openat2:
		request->has_directory = true;
		request->directory = call->args[0];
		request->name = call->args[1];
		read_how(request, call->args[2]);
		break;
	case NR_open_by_handle_at:
		request->directory = call->args[0];
		request->flags = call->args[2];
		break;
	}
}

/* What kind of file it is, as far as that is sure: what hangs on no tree may be of any kind, whatever its mode says. */
static __always_inline u32 kind_of(struct file *file)
{
	struct dentry *dentry = READ(file, f_path.dentry);

	if (!file || READ(dentry, d_parent) == dentry)
		return 0;
	switch (READ(file, f_inode, i_mode) & S_IFMT) {
	case S_IFREG:
		return OPENINGS_FILE;
	case S_IFDIR:
		return OPENINGS_DIRECTORY;
	default:
		return 0;
	}
}

/* Puts the name as the caller gave it where names are looked at, with a slash before it. Answers its length, 0 when it cannot be had. */
static __always_inline u32 read_name(struct scratch *s, u64 name)
{
	long size = bpf_probe_read_user_str(&s->path[NAME_AT], NAME_MASK, (void *)name);

	s->path[NAME_AT - 1] = '/';
	return size > 1 && size < NAME_MASK ? size - 1 : 0;
}

static __always_inline bool is_name_relative(struct scratch *s)
{
	return s->path[NAME_AT] != '/';
}

/* Puts the path of the directory that a relative name starts from before it. Answers 0 when it cannot be had. */
__noinline int prepend_directory(u32 has_directory, s32 directory)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();
	int size;

	if (!s)
		return 0;
	if (has_directory && directory >= 0) {
		struct file *file = file_of(task, directory);

		if (!file)
			return 0;
		size = resolve_path(SLOT_SYSCALL, (u64)COPY(file, f_path.dentry), (u64)COPY(file, f_path.mnt));
	} else {
		size = resolve_path(SLOT_SYSCALL, address_of(s, GET(task, fs, pwd.dentry)), address_of(s, GET(task, fs, pwd.mnt)));
	}
	if (size < 1 || s->path[masked(s->path_at, PATH_END - 1)] != '/')
		return 0;
	if (size == 1)
		s->path_at = PATH_LIMIT;
	return 1;
}

/* Rules that the path leaves. */
static __always_inline u64 rules_of_path(struct scratch *s, const struct filter *filter, struct open_request *request, u64 rules)
{
	s->path_at = NAME_AT;
	if (is_name_relative(s)) {
		s->path_at--;
		/* The directory is a long way to go, and most often nobody asks for it. */
		if (rules & filter->placed & ~filter->anywhere && !prepend_directory(request->has_directory, request->directory))
			return rules;
	}
	if (!hash_path(s))
		return rules;
	return rules & (filter->anywhere | s->hashes.rules | filter->names[hash_index(s->hashes.name)] |
			filter->directories[hash_index(s->hashes.directory)] | filter->directories[hash_index(s->hashes.whole)]);
}

/* Whether some rule that the call and its caller left could match. What is asked comes in the order of what it costs. */
static __always_inline bool is_open_wanted(struct scratch *s, struct task_struct *task, const struct filter *filter)
{
	struct open_request request = {};

	if (s->call.number == NR_open_by_handle_at)
		return true;
	read_request(&request, &s->call);
	u32 opening = (request.flags & O_ACCMODE) | (request.flags & (O_CREAT | O_TMPFILE_ALONE) ? OPENINGS_CREATING : 0);
	u64 rules = s->call.rules & filter->openings[masked(opening, 31)];

	if (!rules)
		return false;
	u32 length = read_name(s, request.name);

	if (length)
		rules &= rules_at_a_glance(s, filter, length, is_name_relative(s));
	if (rules)
		rules &= filter->openings[masked(opening | kind_of(file_of(task, s->call.result)), 31)];
	if (rules && length)
		rules = rules_of_path(s, filter, &request, rules);
	return rules;
}
