using System.Text;

namespace Restaurant.Benchmarks.Wire;

/// <summary>Requests as they go over the wire, on a connection that is kept.</summary>
internal static class WireRequest
{
    public static byte[] Get(string path) => Bare("GET", path);

    public static byte[] Delete(string path) => Bare("DELETE", path);

    /// <param name="json">In ASCII.</param>
    public static byte[] Post(string path, string json) =>
        Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    private static byte[] Bare(string method, string path) => Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
}
