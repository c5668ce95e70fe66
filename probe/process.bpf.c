/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The life of processes: made, turned into another program, ended. The hooks are the kernel's own, not the system calls', so what
 * they say is what happened.
 */

#include "executable.h"
#include "flags.h"
#include "plans.h"

#define PF_EXITING 4

static __always_inline bool is_own(struct task_struct *task)
{
	return GET(task, tgid) == control.own_tgid;
}

/* The call by which a task entered the kernel. */
static __always_inline u32 saved_syscall_number(struct task_struct *task)
{
	struct pt_regs *regs = entry_registers(task);
	u32 number;

#if defined(__TARGET_ARCH_x86)
	number = READ(regs, orig_ax);
#else
	number = READ(regs, syscallno);
#endif
	return is_compat(task) ? settings.compat_numbers[number & (SYSCALLS - 1)] : number;
}

static __always_inline u16 creation_event(u32 number)
{
	switch (number) {
	case NR_clone3:
		return EVENT_SYSCALL_CLONE3_X;
#if defined(__TARGET_ARCH_x86)
	case NR_fork:
		return EVENT_SYSCALL_FORK_20_X;
	case NR_vfork:
		return EVENT_SYSCALL_VFORK_20_X;
#endif
	default:
		return EVENT_SYSCALL_CLONE_20_X;
	}
}

_Static_assert(PARAMS_SYSCALL_CLONE_20_X == PARAMS_SYSCALL_CLONE3_X, "one layout for all creations");
_Static_assert(PARAMS_SYSCALL_CLONE_20_X == PARAMS_SYSCALL_FORK_20_X, "one layout for all creations");
_Static_assert(PARAMS_SYSCALL_CLONE_20_X == PARAMS_SYSCALL_VFORK_20_X, "one layout for all creations");

#define PARAM_CREATION_RESULT 0
#define PARAM_CREATION_PARENT 5

/*
 * One event for each new task, as the task itself would see its first return: result 0, its own numbers. It is sent before the task
 * runs, so nothing that the task does can come before it. Two facts tell who made it (about the result) and whose child it is (about
 * ptid): CLONE_PARENT makes them differ.
 */
SEC("tp_btf/task_newtask")
int BPF_PROG(process_created, struct task_struct *made, u64 flags)
{
	struct task_struct *task = plain(made);
	struct scratch *s = scratch_of(SLOT_PROCESS);
	struct task_struct *creator = current_task();

	if (!s || is_own(task))
		return 0;
	bool by_kernel = GET(task, flags) & (PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER);
	u32 number = by_kernel ? NO_SYSCALL : saved_syscall_number(creator);
	u32 level = own_level(task);

	begin_record(s, task, number, is_compat(creator) ? RECORD_FLAGS_COMPAT : 0);
	add_process_fact(s, PARAM_CREATION_RESULT, creator);
	add_process_fact(s, PARAM_CREATION_PARENT, GET(task, real_parent));

	begin_event(s, GET(task, pid), creation_event(number), PARAMS_SYSCALL_CLONE_20_X);
	push_s64(s, 0);
	/* The child's memory is not the current one, but it is the same. */
	push_arguments(SLOT_PROCESS, GET(task, mm, arg_start), GET(task, mm, arg_end));
	push_task(s, SLOT_PROCESS, task);
	push_u32(s, clone_flags(flags) | (level ? CLONE_FLAGS_CLONE_CHILD_IN_PIDNS : 0));
	push_u32(s, GET(task, cred, euid.val));
	push_u32(s, GET(task, cred, egid.val));
	push_s64(s, number_at(GET(task, thread_pid), level));
	push_s64(s, number_at(GET(task, signal, pids[PIDTYPE_TGID]), level));
	push_u64(s, namespace_init_start(task));
	return submit(SLOT_PROCESS, RING_QUIET_GRAVE);
}

/* Flags of the caller; those of clone3 lie in its memory. */
static __always_inline u32 claimed_clone_flags(struct call *call)
{
	u64 flags = 0;

	switch (call->number) {
	case NR_clone:
		return clone_flags(call->args[0]);
	case NR_clone3:
		bpf_probe_read_user(&flags, sizeof(flags), (void *)call->args[0]);
		return clone_flags(flags);
	default:
		return 0;
	}
}

/* A task that was not made. One that was has been reported before it ran; its call is of no more interest. */
SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_clone)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s || s->call.succeeded)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	u32 level = own_level(task);

	begin_record(s, task, s->call.number, s->call.flags);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, s->call.result);
	push_empty(s);
	push_empty(s);
	push_task(s, SLOT_SYSCALL, task);
	push_u32(s, claimed_clone_flags(&s->call) | (level ? CLONE_FLAGS_CLONE_CHILD_IN_PIDNS : 0));
	push_u32(s, GET(task, cred, euid.val));
	push_u32(s, GET(task, cred, egid.val));
	push_s64(s, number_at(GET(task, thread_pid), level));
	push_s64(s, number_at(GET(task, signal, pids[PIDTYPE_TGID]), level));
	push_u64(s, 0);
	return submit(SLOT_SYSCALL, plan->ring);
}

#define PARAM_EXEC_PARENT 5
#define PARAM_EXEC_PATH 27

/* env to gid, what the events of a successful and of a failed exec have in common. */
static __always_inline void push_program(struct scratch *s, u32 slot, struct task_struct *task)
{
	struct file *file = GET(task, mm, exe_file);
	u32 level = own_level(task);

	push_u32(s, terminal(task));
	push_s64(s, number_at(GET(task, signal, pids[PIDTYPE_PGID]), level));
	push_u32(s, GET(task, loginuid.val));
	examine_executable(slot, address_of(s, file), address_of(s, GET(task, cred)));
	push_u32(s, s->executable.flags);
	push_u64(s, capabilities(&GET(task, cred)->cap_inheritable));
	push_u64(s, capabilities(&GET(task, cred)->cap_permitted));
	push_u64(s, capabilities(&GET(task, cred)->cap_effective));
	push_u64(s, s->executable.ino);
	push_u64(s, s->executable.ctime);
	push_u64(s, s->executable.mtime);
	push_u32(s, GET(task, cred, euid.val));
	push_path(slot, address_of(s, GET(file, f_path.dentry)), address_of(s, GET(file, f_path.mnt)));
	push_s64(s, number_at(GET(task, signal, pids[PIDTYPE_PGID]), 0));
	push_u32(s, GET(task, cred, egid.val));
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_executed, struct task_struct *executing, pid_t old_pid, struct linux_binprm *program)
{
	struct task_struct *task = plain(executing);
	struct scratch *s = scratch_of(SLOT_PROCESS);
	/* Set when the program was named through a descriptor, which only execveat does. The registers no longer tell. */
	bool by_descriptor = GET(program, fdpath);

	if (!s || is_own(task))
		return 0;
	begin_record(s, task, by_descriptor ? NR_execveat : NR_execve, is_compat(task) ? RECORD_FLAGS_COMPAT : 0);
	add_process_fact(s, PARAM_EXEC_PARENT, GET(task, real_parent));
	add_descriptor_fact(SLOT_PROCESS, PARAM_EXEC_PATH, address_of(s, GET(task, mm, exe_file)), SOCKET_ROLES_NONE);

	begin_event(s, GET(task, pid), by_descriptor ? EVENT_SYSCALL_EXECVEAT_X : EVENT_SYSCALL_EXECVE_19_X,
		    by_descriptor ? PARAMS_SYSCALL_EXECVEAT_X : PARAMS_SYSCALL_EXECVE_19_X);
	push_s64(s, 0);
	push_arguments(SLOT_PROCESS, GET(task, mm, arg_start), GET(task, mm, arg_end));
	push_task(s, SLOT_PROCESS, task);
	push_environment(SLOT_PROCESS, GET(task, mm, env_start), GET(task, mm, env_end));
	push_program(s, SLOT_PROCESS, task);
	if (!by_descriptor)
		push_kernel_string(SLOT_PROCESS, address_of(s, GET(program, filename)), PATH_LIMIT);
	note_change(task);
	return submit(SLOT_PROCESS, RING_QUIET_GRAVE);
}

enum vector_step {
	VECTOR_ON,
	VECTOR_END,
};

/* Appends the string that one element of a vector of the caller points to, unless it would pass the end. */
__noinline int append_element(u32 slot, u64 vector, u32 index, u32 end)
{
	struct scratch *s = scratch_of(slot);
	u64 string = 0;

	if (!s)
		return VECTOR_END;
	u32 width = s->call.flags & RECORD_FLAGS_COMPAT ? 4 : 8;

	if (!vector || bpf_probe_read_user(&string, width & 4 ? 4 : 8, (void *)(vector + index * width)) || !string)
		return VECTOR_END;
	if (s->at >= end) {
		note(s, RECORD_FLAGS_TRUNCATED);
		return VECTOR_END;
	}
	u32 left = end - s->at;
	long size = read_user_string(data_at(s, s->at), masked(left, PIECE_MASK), string);

	if (size < 0) {
		note(s, RECORD_FLAGS_UNREADABLE);
		return VECTOR_END;
	}
	s->at += size;
	return VECTOR_ON;
}

__noinline int append_elements(u32 slot, u64 vector, u32 index, u32 end)
{
	int step = VECTOR_ON;

	for (u32 i = 0; i < STRETCH && step == VECTOR_ON; i++)
		step = append_element(slot, vector, index + i, end);
	return step;
}

/* The strings of a vector of the caller, from its element first on, as one parameter of limited size. */
__noinline int push_vector(u32 slot, u64 vector, u32 first, u32 limit)
{
	struct scratch *s = scratch_of(slot);
	int step = VECTOR_ON;

	if (!s)
		return 0;
	u32 start = s->at;
	u32 end = start + fit(s, limit, limit);

	for (u32 i = 0; i < STRETCHES && step == VECTOR_ON; i++)
		step = append_elements(slot, vector, first + i * STRETCH, end);
	if (step == VECTOR_ON)
		note(s, RECORD_FLAGS_TRUNCATED);
	u32 size = s->at - start;

	s->at = start;
	end_param(s, size);
	return 0;
}

/* An exec that failed: the caller is what it was, and what it wanted is its own claim. */
SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_exec)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s || s->call.succeeded)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	bool at = call->number == NR_execveat;
	u64 argv = at ? call->args[2] : call->args[1];
	u64 env = at ? call->args[3] : call->args[2];
	u64 exe = 0;

	begin_record(s, task, call->number, call->flags);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	if (argv)
		bpf_probe_read_user(&exe, call->flags & RECORD_FLAGS_COMPAT ? 4 : 8, (void *)argv);
	u32 before = s->at;

	push_user_string(SLOT_SYSCALL, exe, PATH_LIMIT);
	u32 used = s->at - before;

	push_vector(SLOT_SYSCALL, exe ? argv : 0, 1, used < PATH_LIMIT ? PATH_LIMIT - used : 0);
	push_task(s, SLOT_SYSCALL, task);
	push_vector(SLOT_SYSCALL, env, 0, PATH_LIMIT);
	push_program(s, SLOT_SYSCALL, task);
	if (!at)
		push_user_string(SLOT_SYSCALL, call->args[0], PATH_LIMIT);
	return submit(SLOT_SYSCALL, plan->ring);
}

/* A thread of the same process that goes on living, 0 for none. */
static __always_inline u32 living_thread(struct task_struct *task)
{
	struct signal_struct *signal = READ(task, signal);
	struct list_head *head = &signal->thread_head;
	struct list_head *node = READ(head, next);

	for (int i = 0; i < 32 && node && node != head; i++) {
		struct task_struct *thread = (void *)node - bpf_core_field_offset(struct task_struct, thread_node);

		if (thread != task && !(READ(thread, flags) & PF_EXITING))
			return READ(thread, pid);
		node = READ(node, next);
	}
	return 0;
}

/* Who takes over the children of a task that ends: a thread of its process, a subreaper above it, or the init of its namespace. */
__noinline int find_reaper(u64 address)
{
	struct task_struct *task = (struct task_struct *)address;
	struct pid *pid = READ(task, thread_pid);
	struct upid upid = {};
	u32 thread = living_thread(task);

	if (thread)
		return thread;
	bpf_probe_read_kernel(&upid, sizeof(upid), &pid->numbers[READ(pid, level) & 31]);
	struct task_struct *init = READ(upid.ns, child_reaper);
	struct task_struct *above = READ(task, real_parent);

	for (int i = 0; i < 32 && above && above != init; i++) {
		struct signal_struct *signal = READ(above, signal);

		if (BPF_CORE_READ_BITFIELD_PROBED(signal, is_child_subreaper))
			return READ(above, pid);
		struct task_struct *next = READ(above, real_parent);

		if (next == above)
			break;
		above = next;
	}
	return READ(init, pid);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_ended, struct task_struct *ending)
{
	struct task_struct *task = plain(ending);
	struct scratch *s = scratch_of(SLOT_PROCESS);

	if (!s || is_own(task))
		return 0;
	u32 status = GET(task, exit_code);
	u32 signal = status & 0x7f;

	begin_record(s, task, NO_SYSCALL, 0);
	begin_event(s, GET(task, pid), EVENT_PROCEXIT_1_E, PARAMS_PROCEXIT_1_E);
	push_s64(s, (s32)status);
	push_s64(s, status >> 8 & 0xff);
	push_u8(s, signal == 0x7f ? 0 : signal);
	push_u8(s, (status & 0x80) != 0);
	push_s64(s, has_children(task) ? find_reaper(address_of(s, task)) : 0);
	note_ancestry(task);
	return submit(SLOT_PROCESS, RING_QUIET_GRAVE);
}
