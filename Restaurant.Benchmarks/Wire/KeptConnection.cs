using System.Net;
using System.Net.Sockets;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Wire;

/// <summary>
/// A connection that is kept for one request after the other. It knows as little of HTTP as it takes to see where an answer ends: who measures shares the cores
/// with what is measured, and an ordinary client takes more of them than a server that does nothing.
/// </summary>
internal sealed class KeptConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _memory = new byte[8 * 1024];

    private KeptConnection()
    {
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<KeptConnection> OpenAsync(IPEndPoint server)
    {
        var connection = new KeptConnection();
        try
        {
            await connection._socket.ConnectAsync(server);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="SocketException">The server is gone.</exception>
    /// <exception cref="MeasuringException">The server has closed the connection, or answers in a way that cannot be read.</exception>
    public async ValueTask<WireAnswer> AskAsync(ReadOnlyMemory<byte> request)
    {
        for (var rest = request; rest.Length > 0;)
        {
            rest = rest[await _socket.SendAsync(rest)..];
        }

        for (var filled = 0; ;)
        {
            if (filled == _memory.Length)
            {
                Array.Resize(ref _memory, filled * 2);
            }

            var came = await _socket.ReceiveAsync(_memory.AsMemory(filled));
            filled += came > 0 ? came : throw new MeasuringException("The server has closed a connection in the middle of a request.");
            if (WireAnswer.TryRead(_memory.AsMemory(0, filled), out var answer))
            {
                return answer;
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
