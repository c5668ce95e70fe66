/* SPDX-License-Identifier: GPL-2.0 */
/* Sockets being connected, bound, accepted from, and written to. */

#include "file.h"
#include "flags.h"
#include "plans.h"

static __always_inline struct sock *socket_at(s32 descriptor)
{
	return socket_of(file_of(current_task(), descriptor));
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_connect)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	s32 descriptor = call->args[0];
	bool connects = plan->event == EVENT_SOCKET_CONNECT_X;
	/* Both name the descriptor in their third parameter. */
	const u8 param = 2;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, param, descriptor, connects ? SOCKET_ROLES_CLIENT : SOCKET_ROLES_SERVER);
	begin_event(s, task->pid, plan->event, plan->count);
	push_s64(s, call->result);
	if (!connects) {
		push_address(SLOT_SYSCALL, call->args[1], call->args[2]);
		push_s64(s, descriptor);
		return submit(SLOT_SYSCALL, plan->ring);
	}
	if (call->result == 0 || call->result == -EINPROGRESS)
		push_tuple(SLOT_SYSCALL, (u64)socket_at(descriptor), OUTBOUND, call->args[1]);
	else
		push_empty(s);
	push_s64(s, descriptor);
	push_address(SLOT_SYSCALL, call->args[1], call->args[2]);
	return submit(SLOT_SYSCALL, plan->ring);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_accept)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	u32 length = 0;
	u32 limit = 0;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, 0, call->result, SOCKET_ROLES_SERVER);
	begin_event(s, task->pid, plan->event, plan->count);
	push_s64(s, call->result);
	if (call->succeeded) {
		struct sock *listener = socket_at(call->args[0]);

		push_tuple(SLOT_SYSCALL, (u64)socket_at(call->result), INBOUND, 0);
		length = READ(listener, sk_ack_backlog);
		limit = READ(listener, sk_max_ack_backlog);
	} else {
		push_empty(s);
	}
	push_u8(s, limit ? (u64)length * 100 / limit : 0);
	push_u32(s, length);
	push_u32(s, limit);
	if (plan->event == EVENT_SOCKET_ACCEPT4_6_X)
		push_u32(s, descriptor_flags(call->args[3]));
	return submit(SLOT_SYSCALL, plan->ring);
}

/* How much data goes into the event: of what was moved, or of what should have been. */
static __always_inline u32 data_size(struct call *call, u64 wanted)
{
	u64 size = call->result > 0 ? (u64)call->result : wanted;

	return size > settings.data_limit ? settings.data_limit : size;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_transfer)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	s32 descriptor = call->args[0];
	u32 size = call->args[2];
	bool sends = plan->event == EVENT_SOCKET_SENDTO_X;

	begin_record(s, task, call->number, call->flags);
	add_file(s, SLOT_SYSCALL, sends ? 2 : 3, descriptor, SOCKET_ROLES_NONE);
	begin_event(s, task->pid, plan->event, plan->count);
	push_s64(s, call->result);
	if (sends) {
		push_user_bytes(SLOT_SYSCALL, call->args[1], data_size(call, size));
		push_s64(s, descriptor);
		push_u32(s, size);
	} else {
		push_user_bytes(SLOT_SYSCALL, call->args[1], call->succeeded ? data_size(call, 0) : 0);
	}
	if (call->succeeded)
		push_tuple(SLOT_SYSCALL, (u64)socket_at(descriptor), sends ? OUTBOUND : INBOUND, call->args[4]);
	else
		push_empty(s);
	if (!sends) {
		push_s64(s, descriptor);
		push_u32(s, size);
	}
	return submit(SLOT_SYSCALL, plan->ring);
}

/* struct msghdr and struct iovec of both kinds of caller, as far as they are of use. */
struct message {
	u64 name;
	u64 vector;
	u64 count;
	u64 control;
	u64 control_size;
};

struct native_message {
	u64 name;
	u32 name_size;
	u32 pad;
	u64 vector;
	u64 count;
	u64 control;
	u64 control_size;
};

struct compat_message {
	u32 name;
	u32 name_size;
	u32 vector;
	u32 count;
	u32 control;
	u32 control_size;
};

static __always_inline bool read_message(struct message *message, struct call *call)
{
	struct compat_message compat = {};
	struct native_message native = {};

	if (call->flags & RECORD_FLAGS_COMPAT) {
		if (bpf_probe_read_user(&compat, sizeof(compat), (void *)call->args[1]))
			return false;
		*message = (struct message){ compat.name, compat.vector, compat.count, compat.control, compat.control_size };
	} else {
		if (bpf_probe_read_user(&native, sizeof(native), (void *)call->args[1]))
			return false;
		*message = (struct message){ native.name, native.vector, native.count, native.control, native.control_size };
	}
	return true;
}

/* Takes up one piece of a message: counts it, and copies as much of it as is still wanted. */
__noinline int gather_piece(u32 slot, u64 vector, u32 index)
{
	struct scratch *s = scratch_of(slot);
	u64 piece[2] = {};
	u32 compat[2] = {};

	if (!s)
		return 0;
	if (s->call.flags & RECORD_FLAGS_COMPAT) {
		bpf_probe_read_user(compat, sizeof(compat), (void *)(vector + index * sizeof(compat)));
		piece[0] = compat[0];
		piece[1] = compat[1];
	} else {
		bpf_probe_read_user(piece, sizeof(piece), (void *)(vector + index * sizeof(piece)));
	}
	s->gathered += piece[1];
	u32 size = piece[1] > s->wanted ? s->wanted : piece[1];

	if (size && bpf_probe_read_user(data_at(s, s->at), masked(size, PIECE_MASK), (void *)piece[0]))
		note(s, RECORD_FLAGS_UNREADABLE);
	s->wanted -= size;
	s->at += size;
	return 0;
}

/* The data of a message as one parameter; leaves its size in s->gathered. */
__noinline int push_pieces(u32 slot, u64 vector, u64 count, u32 limit)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	u32 start = s->at;

	s->gathered = 0;
	s->wanted = fit(s, limit, PIECE_MASK);
	for (u32 i = 0; i < 64 && i < count; i++)
		gather_piece(slot, vector, i);
	u32 size = s->at - start;

	s->at = start;
	end_param(s, size);
	return 0;
}

#define CONTROL_LIMIT 4096

static __always_inline void push_sent(struct scratch *s, struct message *message, s32 descriptor)
{
	struct call *call = &s->call;

	push_pieces(SLOT_SYSCALL, message->vector, message->count, data_size(call, settings.data_limit));
	push_s64(s, descriptor);
	push_u32(s, s->gathered);
	if (call->succeeded)
		push_tuple(SLOT_SYSCALL, (u64)socket_at(descriptor), OUTBOUND, message->name);
	else
		push_empty(s);
}

static __always_inline void push_received(struct scratch *s, struct message *message, s32 descriptor)
{
	struct call *call = &s->call;

	push_u32(s, call->succeeded ? call->result : 0);
	if (call->succeeded) {
		push_pieces(SLOT_SYSCALL, message->vector, message->count, data_size(call, 0));
		push_tuple(SLOT_SYSCALL, (u64)socket_at(descriptor), INBOUND, message->name);
		push_user_bytes(SLOT_SYSCALL, message->control,
				!message->control		      ? 0
				: message->control_size > CONTROL_LIMIT ? CONTROL_LIMIT
								      : message->control_size);
	} else {
		push_empty(s);
		push_empty(s);
		push_empty(s);
	}
	push_s64(s, descriptor);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_message)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();
	struct message message = {};

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	s32 descriptor = call->args[0];
	bool sends = plan->event == EVENT_SOCKET_SENDMSG_X;
	bool readable = read_message(&message, call);

	begin_record(s, task, call->number, call->flags);
	if (!readable)
		note(s, RECORD_FLAGS_UNREADABLE);
	add_file(s, SLOT_SYSCALL, sends ? 2 : 5, descriptor, SOCKET_ROLES_NONE);
	begin_event(s, task->pid, plan->event, plan->count);
	push_s64(s, call->result);
	if (sends)
		push_sent(s, &message, descriptor);
	else
		push_received(s, &message, descriptor);
	return submit(SLOT_SYSCALL, plan->ring);
}
