using System.Collections.Concurrent;
using System.Net;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Wire;

/// <summary>As many kept connections to a server as there are requests in flight.</summary>
internal sealed class Connections : IDisposable
{
    private readonly ConcurrentQueue<KeptConnection> _idle;

    private Connections(IEnumerable<KeptConnection> connections) => _idle = new ConcurrentQueue<KeptConnection>(connections);

    public static async Task<Connections> OpenAsync(IPEndPoint server, int count) =>
        new(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => KeptConnection.OpenAsync(server))));

    /// <summary>Sends a request, and makes something of the answer to it.</summary>
    /// <exception cref="MeasuringException">It is answered with another status.</exception>
    public async Task<T> AskAsync<T>(ReadOnlyMemory<byte> request, int status, Func<WireAnswer, T> read)
    {
        var connection = _idle.TryDequeue(out var idle) ? idle : throw new MeasuringException("There are more requests in flight than connections.");
        var answer = await connection.AskAsync(request);
        var result = answer.Status == status ? read(answer) : throw new MeasuringException($"This is not the answer {status}: {answer}");
        _idle.Enqueue(connection);
        return result;
    }

    public void Dispose()
    {
        foreach (var connection in _idle)
        {
            connection.Dispose();
        }
    }
}
