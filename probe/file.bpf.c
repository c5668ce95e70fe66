/* SPDX-License-Identifier: GPL-2.0 */
/* Files being opened. */

#include "open.h"
#include "flags.h"
#include "plans.h"

static __always_inline void push_open(struct scratch *s, struct open_request *request, struct opened *opened, struct file *file)
{
	u32 flags = open_flags(request->flags) | opened->flags;

	switch (s->call.number) {
	case NR_open_by_handle_at:
		push_s64(s, request->directory);
		push_u32(s, flags);
		if (file)
			push_path(SLOT_SYSCALL, (u64)COPY(file, f_path.dentry), (u64)COPY(file, f_path.mnt));
		else
			push_empty(s);
		push_u32(s, opened->device);
		push_u64(s, opened->ino);
		return;
#if defined(__TARGET_ARCH_x86)
	case NR_creat:
		push_user_string(SLOT_SYSCALL, request->name, PATH_LIMIT);
		push_u32(s, creation_mode(request->flags, request->mode));
		push_u32(s, opened->device);
		push_u64(s, opened->ino);
		/* creat_flags: the layers, with numbers of their own */
		push_u16(s, opened->flags & FILE_FLAGS_FD_UPPER_LAYER ? CREAT_FLAGS_FD_UPPER_LAYER_CREAT :
			    opened->flags & FILE_FLAGS_FD_LOWER_LAYER ? CREAT_FLAGS_FD_LOWER_LAYER_CREAT : 0);
		return;
#endif
	}
	if (request->has_directory)
		push_s64(s, request->directory);
	push_user_string(SLOT_SYSCALL, request->name, PATH_LIMIT);
	push_u32(s, flags);
	push_u32(s, creation_mode(request->flags, request->mode));
	if (s->call.number == NR_openat2)
		push_u32(s, resolve_flags(request->resolve));
	push_u32(s, opened->device);
	push_u64(s, opened->ino);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_open)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct open_request request = {};

	if (!s)
		return 0;
	read_request(&request, &s->call);
	const struct plan *plan = plan_of(&s->call);
	struct task_struct *task = current_task();
	struct file *file = file_of(task, s->call.result);
	struct opened opened = {};

	begin_record(s, task, s->call.number, s->call.flags);
	if (file) {
		read_opened(&opened, file);
		add_descriptor_fact(SLOT_SYSCALL, 0, (u64)file, SOCKET_ROLES_NONE);
		if (s->call.interest & INTERESTS_PATH)
			add_file_path(SLOT_SYSCALL, 0, file);
	}
	if (request.has_directory)
		add_directory(s, SLOT_SYSCALL, 1, request.directory, request.name);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, s->call.result);
	push_open(s, &request, &opened, file);
	return submit(SLOT_SYSCALL, plan->ring);
}
