using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;

namespace Saker.Containers.Sources;

/// <summary>An engine that is asked by gRPC over a socket of this machine.</summary>
/// <param name="socket">Path of the socket.</param>
internal abstract class GrpcEngine(string socket) : IEngine
{
    /// <summary>The way to the engine; it is connected with the first question.</summary>
    protected GrpcChannel Channel { get; } = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = UnixHttp.Handler(socket), DisposeHttpClient = true });

    /// <inheritdoc/>
    public async Task<Answer?> AskAsync(Question question, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync(question, cancel).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
        catch (RpcException e)
        {
            throw new EngineException(e.Status.Detail, e);
        }
        catch (JsonException e)
        {
            throw new EngineException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Channel.Dispose();

    /// <summary>Reads all that the engine knows of a container; null when it does not know it.</summary>
    /// <exception cref="RpcException">It does not answer.</exception>
    /// <exception cref="JsonException">It answers with what is no JSON.</exception>
    protected abstract Task<Answer?> ReadAsync(Question question, CancellationToken cancel);

    /// <summary>What a call answers; null when there is no such thing.</summary>
    protected static async Task<T?> FindAsync<T>(AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
        finally
        {
            call.Dispose();
        }
    }
}
