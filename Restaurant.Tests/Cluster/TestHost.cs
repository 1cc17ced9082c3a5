using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Restaurant.Tests.Cluster;

/// <summary>A host of a <see cref="TestNetwork"/>: a network namespace, which processes and sockets can be put into.</summary>
/// <param name="Namespace">The file that it is entered by.</param>
/// <param name="Address">Of the host in its network.</param>
internal sealed partial record TestHost(string Namespace, string Address)
{
    /// <summary>Connects from within the host. A socket stays where it was made.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = MakeSocket();
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A thread that has entered the namespace makes a socket and ends. It does nothing else: whatever it would start, such as a thread of the
    // pool, would be in there as well.
    private Socket MakeSocket()
    {
        (Socket? made, Exception? failed) = (null, null);
        var inside = new Thread(() =>
        {
            try
            {
                Enter(Namespace);
                made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            }
            catch (Exception failure)
            {
                failed = failure;
            }
        });
        inside.Start();
        inside.Join();
        return made ?? throw new InvalidOperationException($"No socket can be made in {Namespace}.", failed);
    }

    private static void Enter(string path)
    {
        const int networkNamespace = 0x40000000;
        using var handle = File.OpenHandle(path, share: FileShare.ReadWrite);
        if (SetNamespace(handle, networkNamespace) != 0)
        {
            throw new InvalidOperationException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle @namespace, int kind);
}
