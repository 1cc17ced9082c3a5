using System.Net.Sockets;
using System.Text;

namespace Restaurant.Tests.Http;

/// <summary>A request to the letter, for what a client library would not send.</summary>
internal static class RawRequest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends the text (line ends are made CR LF) and reads until the server ends the connection, which it is asked to.</summary>
    /// <returns>The answer's status and all of its text.</returns>
    public static Task<(int Status, string Text)> SendAsync(Uri address, string request) => SendAsItIsAsync(address, request.ReplaceLineEndings("\r\n"));

    /// <summary>The same, for a text whose line ends are what is tested.</summary>
    public static async Task<(int Status, string Text)> SendAsItIsAsync(Uri address, string request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        var answer = Encoding.UTF8.GetString(await ReadToEndAsync(stream, patience.Token));
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer);
    }

    private static async Task<byte[]> ReadToEndAsync(NetworkStream stream, CancellationToken cancellation)
    {
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, cancellation);
        }
        catch (IOException)
        {
            // The server closed the connection with bytes of ours unread; all that it answered has come before that.
        }

        return answer.ToArray();
    }
}
