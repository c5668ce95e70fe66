namespace Saker.Kernel;

/// <summary>Takes what the probe sends. Implemented by structs, so that the loop over a ring and its body become one.</summary>
public unsafe interface IRecordHandler
{
    /// <summary>A record; it lies in the ring and is gone after the call.</summary>
    void Handle(byte* record, int size);

    /// <summary>Records that found their ring full.</summary>
    void Lost(in Loss loss);
}

/// <summary>A gap in what one processor sent to one ring.</summary>
/// <param name="Grave">Whether it was the grave ring.</param>
/// <param name="Cpu">The processor.</param>
/// <param name="Count">How many records are missing.</param>
/// <param name="After">Time of the last record before the gap, nanoseconds since 1970; 0 when there was none.</param>
/// <param name="Before">Time of the first record after it.</param>
public readonly record struct Loss(bool Grave, int Cpu, ulong Count, ulong After, ulong Before);
