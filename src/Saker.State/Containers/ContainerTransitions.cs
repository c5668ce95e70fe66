using Saker.Events;

namespace Saker.State;

/// <summary>What captures tell of containers: metadata comes with events of its own.</summary>
internal static class ContainerTransitions
{
    /// <summary>An event of a plugin, of which those about containers are understood.</summary>
    public static void Asynchronous(MachineState machine, EventContext context)
    {
        var name = context.Event.Text(1);
        if (name.SequenceEqual("container"u8))
            Add(machine, context, context.Event.Text(2));
        else if (name.SequenceEqual("container_removed"u8) && ContainerJson.Read(context.Event.Text(2)) is { } metadata)
            context.Subject = machine.ForgetContainer(metadata);
    }

    /// <summary>The event that older recorders wrote.</summary>
    public static void Container(MachineState machine, EventContext context) => Add(machine, context, context.Event.Text(0));

    private static void Add(MachineState machine, EventContext context, ReadOnlySpan<byte> json)
    {
        if (ContainerJson.Read(json) is { } metadata)
            context.Subject = machine.DescribeContainer(metadata);
    }
}
