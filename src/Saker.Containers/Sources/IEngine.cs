namespace Saker.Containers.Sources;

/// <summary>A container engine that can be asked.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Asks about a container; null when the engine does not know it.</summary>
    /// <exception cref="EngineException">The engine does not answer, or not as it should.</exception>
    Task<Answer?> AskAsync(Question question, CancellationToken cancel);
}

/// <summary>An engine that cannot say.</summary>
internal sealed class EngineException(string message, Exception inner) : Exception(message, inner);
