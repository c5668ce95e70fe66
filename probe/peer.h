/* SPDX-License-Identifier: GPL-2.0 */
/* With whom a socket speaks, and whether some rule could have something to say of it. */
#pragma once

#include "filter.h"
#include "file.h"
#include "plans.h"

#define LOOPBACK 127

struct peer {
	u32 local; /* addresses in one word, in network order */
	u32 remote;
	u16 local_port;
	u16 remote_port;
	u32 kind; /* socket_kinds */
};

/* An IPv6 address in one word: rules are looked up by the same. */
static __always_inline u32 fold(const u32 *words)
{
	return words[0] ^ words[1] ^ words[2] ^ words[3];
}

static __always_inline bool is_loopback(u32 address)
{
	return (bpf_ntohl(address) >> 24) == LOOPBACK;
}

static __always_inline void read_ends(struct peer *peer, struct sock *sk, bool wide)
{
	struct inet_sock *inet = (struct inet_sock *)sk;

	if (wide) {
		u32 local[4] = {}, remote[4] = {};

		BPF_CORE_READ_INTO((struct in6_addr *)local, inet, pinet6, saddr);
		BPF_CORE_READ_INTO((struct in6_addr *)remote, sk, __sk_common.skc_v6_daddr);
		peer->local = fold(local);
		peer->remote = fold(remote);
	} else {
		peer->local = READ(inet, inet_saddr);
		peer->remote = READ(sk, __sk_common.skc_daddr);
	}
	peer->local_port = bpf_ntohs(READ(inet, inet_sport));
	peer->remote_port = bpf_ntohs(READ(sk, __sk_common.skc_dport));
}

static __always_inline void look_at(struct peer *peer, struct sock *sk)
{
	switch (READ(sk, __sk_common.skc_family)) {
	case AF_INET:
		read_ends(peer, sk, false);
		peer->kind = peer->remote_port && is_loopback(peer->local) && is_loopback(peer->remote) ? SOCKET_KINDS_LOOPBACK : 0;
		break;
	case AF_INET6:
		read_ends(peer, sk, true);
		peer->kind = 1;
		break;
	case AF_UNIX:
		peer->kind = 2;
		return;
	default:
		peer->kind = 3;
		return;
	}
	if (l4_protocol(sk) == L4_PROTOCOLS_TCP)
		peer->kind |= SOCKET_KINDS_TCP;
}

static __always_inline bool has_ends(const struct peer *peer)
{
	return (peer->kind & SOCKET_KINDS_FAMILY) < 2;
}

static __always_inline u64 rules_of_end(const struct filter *filter, u32 end)
{
	return filter->ends[masked(end * 0x9e3779b1U >> 22, 0x3ff)];
}

/* Whether some rule that the call and its caller left could match. */
__noinline int is_peer_wanted(u32 filter_in_use)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	const struct filter *filter = filter_number(filter_in_use);

	if (!s)
		return 1;
	struct call *call = &s->call;
	bool accepts = plan_of(call)->handler == HANDLERS_ACCEPT;
	struct sock *sk = socket_at(accepts ? call->result : call->args[0]);
	struct peer peer = {};

	/* A connection that was not accepted, and what is no socket at all. */
	if (!sk)
		return 1;
	look_at(&peer, sk);
	u64 rules = call->rules & filter->sockets[masked(peer.kind, 15)];

	/* Datagrams have their peer in the call. */
	if (!has_ends(&peer))
		rules &= filter->any_end;
	else if (peer.remote_port)
		rules &= filter->any_end | rules_of_end(filter, peer.local_port) | rules_of_end(filter, peer.remote_port) |
			 rules_of_end(filter, peer.local) | rules_of_end(filter, peer.remote);
	return rules != 0;
}
