using Confluent.Kafka;

namespace Saker.Forwarder.Input.Logs;

/// <summary>
/// What the client of Kafka tells besides. Where no broker answers it says no more than that nothing has come, and goes on trying by itself; why, it tells
/// only here.
/// </summary>
internal sealed class KafkaFaults
{
    private Error? cause;
    private volatile Error? fault;

    /// <summary>Has what a client tells brought here. Its own lines say the same, and are left out.</summary>
    public ConsumerBuilder<Ignore, byte[]> Watch(ConsumerBuilder<Ignore, byte[]> builder) =>
        builder.SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => Note(error));

    /// <summary>Throws when the client cannot go on.</summary>
    /// <exception cref="KafkaException">Why.</exception>
    public void ThrowIfAny()
    {
        if (fault is { } known)
            throw new KafkaException(known);
    }

    /// <summary>The error that says more: a time-out that is over, or why it came to it.</summary>
    public KafkaException Explain(KafkaException error) => Volatile.Read(ref cause) is { } known ? new KafkaException(known, error) : error;

    private void Note(Error error)
    {
        if (error.Code == ErrorCode.Local_AllBrokersDown)
        {
            fault = cause ?? error;
            return;
        }

        Volatile.Write(ref cause, error);
        // These do not pass by waiting.
        if (error.IsFatal || error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed)
            fault = error;
    }
}
