/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The start picture: every thread that is there already, as a record like any other. An iterator, so nothing of /proc is parsed, and
 * sleepable where the kernel lets it, so that the arguments of a process can be read from its memory even where they have to be paged in.
 */

#include "executable.h"

/* 5.18 and later let an iterator read the memory of whom it looks at; before, arguments and environment stay unknown. */
#define READS_FOREIGN_MEMORY bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_copy_from_user_task)

/* Memory of another process: size bytes, the last of them zero. */
static __always_inline void push_foreign_bytes(struct scratch *s, struct task_struct *task, u64 start, u64 end)
{
	u64 size = start && end > start ? end - start : 0;

	if (size > PATH_LIMIT) {
		size = PATH_LIMIT;
		note(s, RECORD_FLAGS_TRUNCATED);
	}
	if (size && !READS_FOREIGN_MEMORY) {
		note(s, RECORD_FLAGS_UNREADABLE);
		size = 0;
	}
	if (size && bpf_copy_from_user_task(data_at(s, s->at), masked(size, PIECE_MASK), (void *)start, task, 0)) {
		note(s, RECORD_FLAGS_UNREADABLE);
		size = 0;
	}
	if (size)
		*(u8 *)data_at(s, s->at + size - 1) = 0;
	end_param(s, size);
}

static __always_inline void push_snapshot_paths(struct scratch *s, struct task_struct *task, struct task_struct *trusted)
{
	struct file *file = GET(task, mm, exe_file);

	push_kernel_string(SLOT_SNAPSHOT, address_of(s, &task->comm), sizeof(task->comm));
	push_foreign_bytes(s, trusted, GET(task, mm, arg_start), GET(task, mm, arg_end));
	push_path(SLOT_SNAPSHOT, address_of(s, GET(file, f_path.dentry)), address_of(s, GET(file, f_path.mnt)));
	examine_executable(SLOT_SNAPSHOT, address_of(s, file), address_of(s, GET(task, cred)));
	push_u32(s, s->executable.flags);
	push_foreign_bytes(s, trusted, GET(task, mm, env_start), GET(task, mm, env_end));
	push_path(SLOT_SNAPSHOT, address_of(s, GET(task, fs, pwd.dentry)), address_of(s, GET(task, fs, pwd.mnt)));
}

#define PARAM_SNAPSHOT_PARENT 0

static __always_inline int show_task(struct bpf_iter__task *context)
{
	struct scratch *s = scratch_of(SLOT_SNAPSHOT);
	struct task_struct *trusted = context->task;

	if (!s || !trusted)
		return 0;
	struct task_struct *task = plain(trusted);
	u32 level = own_level(task);

	begin_record(s, task, NO_SYSCALL, 0);
	add_process_fact(s, PARAM_SNAPSHOT_PARENT, GET(task, real_parent));
	begin_event(s, GET(task, pid), EVENT_ITER_TASK_E, PARAMS_ITER_TASK_E);
	push_u32(s, GET(task, real_parent, pid));
	push_u32(s, number_at(GET(task, signal, pids[PIDTYPE_PGID]), 0));
	push_u32(s, number_at(GET(task, signal, pids[PIDTYPE_PGID]), level));
	push_u32(s, number_at(GET(task, signal, pids[PIDTYPE_SID]), 0));
	push_snapshot_paths(s, task, trusted);
	push_u64(s, GET(task, signal, rlim[RLIMIT_NOFILE].rlim_cur));
	push_u32(s, GET(task, cred, euid.val));
	push_u32(s, GET(task, cred, egid.val));
	push_u64(s, capabilities(&GET(task, cred)->cap_permitted));
	push_u64(s, capabilities(&GET(task, cred)->cap_effective));
	push_u64(s, capabilities(&GET(task, cred)->cap_inheritable));
	push_u64(s, s->executable.ino);
	push_u64(s, s->executable.ctime);
	push_u64(s, s->executable.mtime);
	push_memory(s, GET(task, mm));
	push_u64(s, GET(task, maj_flt));
	push_u64(s, GET(task, min_flt));
	push_u32(s, number_at(GET(task, signal, pids[PIDTYPE_TGID]), level));
	push_u32(s, number_at(GET(task, thread_pid), level));
	push_u64(s, namespace_init_start(task));
	push_cgroups(SLOT_SNAPSHOT, address_of(s, GET(task, cgroups)));
	push_path(SLOT_SNAPSHOT, address_of(s, GET(task, fs, root.dentry)), address_of(s, GET(task, fs, root.mnt)));
	push_u64(s, GET(task, start_boottime) + settings.epoch_offset);
	push_u32(s, terminal(task));
	push_u32(s, GET(task, loginuid.val));

	u32 size = s->at;

	if (size > DATA_MASK)
		return 0;
	STORE(u32, data_at(s, s->event) + EVENT_LENGTH, size - s->event);
	header_of(s)->size = size;
	header_of(s)->sequence = 0;
	bpf_seq_write(context->meta->seq, s->data, masked(size, DATA_MASK));
	return 0;
}

SEC("iter.s/task")
int snapshot_task(struct bpf_iter__task *context)
{
	return show_task(context);
}

SEC("iter/task")
int snapshot_task_early(struct bpf_iter__task *context)
{
	return show_task(context);
}
