using System.Net;
using System.Net.Sockets;

namespace Restaurant.Tests.Cluster;

/// <summary>
/// Ports of the loopback that a process finds free when it comes back to them: below those that the system gives out by itself, it takes none away
/// meanwhile.
/// </summary>
internal static class LoopbackPorts
{
    private static readonly Lock Taking = new();
    private static int _next = Random.Shared.Next(20_000, 30_000);

    public static int Take()
    {
        lock (Taking)
        {
            do
            {
                _next = _next < 30_000 ? _next + 1 : 20_000;
            }
            while (!IsFree(_next));
            return _next;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
