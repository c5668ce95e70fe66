using Saker.Events;

namespace Saker.State;

/// <summary>Users and groups that a capture says were added or deleted. Only those of the host: containers go by another name here.</summary>
internal static class AccountTransitions
{
    public static void AddUser(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (e.Text(5).IsEmpty)
            machine.Users.Tell(0, (uint)e.NumberOr(0, 0), new User((uint)e.NumberOr(1, 0), [.. e.Text(2)], [.. e.Text(3)], [.. e.Text(4)]));
    }

    public static void AddGroup(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (e.Text(2).IsEmpty)
            machine.Users.Tell(0, (uint)e.NumberOr(0, 0), new Group([.. e.Text(1)]));
    }

    public static void DeleteUser(MachineState machine, EventContext context)
    {
        if (context.Event.Text(5).IsEmpty)
            machine.Users.ForgetUser(0, (uint)context.Event.NumberOr(0, 0));
    }

    public static void DeleteGroup(MachineState machine, EventContext context)
    {
        if (context.Event.Text(2).IsEmpty)
            machine.Users.ForgetGroup(0, (uint)context.Event.NumberOr(0, 0));
    }
}
