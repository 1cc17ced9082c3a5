using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Processes;

/// <summary>
/// What the runtime of a process does for those who diagnose it from outside (the IPC protocol of .NET's diagnostics): as far as it takes to have all memory collected.
/// </summary>
internal static class Diagnostics
{
    private const byte EventPipe = 2;
    private const byte Stop = 1;
    private const byte Collect = 3;
    private const byte Succeeded = 0;

    // A session with this keyword begins with a full collection.
    private const ulong GCHeapCollect = 0x800000;
    private const uint Informational = 4;
    private const uint NetTrace = 1;

    private static ReadOnlySpan<byte> Magic => "DOTNET_IPC_V1\0"u8;

    /// <summary>Has a process collect what it needs no longer, of all generations.</summary>
    /// <exception cref="MeasuringException">It does not do so.</exception>
    public static async Task CollectAsync(int process)
    {
        using var session = await AskAsync(process, Collect, [.. UInt(1), .. UInt(NetTrace), 0, .. UInt(1), .. ULong(GCHeapCollect), .. UInt(Informational), .. Text("Microsoft-Windows-DotNETRuntime"), .. Text("")]);
        var id = new byte[sizeof(ulong)];
        await session.ReadExactlyAsync(id);
        using var stop = await AskAsync(process, Stop, id);
        // To its end, without which it does not stop.
        await session.CopyToAsync(Stream.Null);
    }

    private static async Task<NetworkStream> AskAsync(int process, byte command, byte[] payload)
    {
        var address = Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket") is [var only] ? only : throw new MeasuringException($"The runtime of the process {process} does not listen to those who diagnose it.");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(address));
        var stream = new NetworkStream(socket, ownsSocket: true);
        var head = new byte[Magic.Length + 6];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(Magic.Length), (ushort)(head.Length + payload.Length));
        (head[^4], head[^3]) = (EventPipe, command);
        await stream.WriteAsync((byte[])[.. head, .. payload]);
        await stream.ReadExactlyAsync(head);
        return head[^3] == Succeeded ? stream : throw new MeasuringException($"The runtime of the process {process} does not do what it is told.");
    }

    private static byte[] UInt(uint value) => BitConverter.GetBytes(value);

    private static byte[] ULong(ulong value) => BitConverter.GetBytes(value);

    // With the zero at its end, in characters.
    private static byte[] Text(string text) => [.. UInt((uint)text.Length + 1), .. Encoding.Unicode.GetBytes(text), 0, 0];
}
