using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Restaurant.Actors.Hosting;

namespace Restaurant.Api.Operations;

/// <summary>The setting <c>urls</c> (<c>ASPNETCORE_URLS</c>, <c>--urls</c>): where the server listens.</summary>
internal static class ServerAddresses
{
    private const int HighestPort = 65535;

    /// <param name="urls">One or several addresses such as <c>http://localhost:3000</c>, between semicolons.</param>
    /// <exception cref="StartupException">There is none, or one of them cannot be listened on.</exception>
    public static IReadOnlyList<BindingAddress> Parse(string urls)
    {
        string[] texts = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return texts.Length > 0 ? [.. texts.Select(ParseOne)] : throw Wrong(urls);
    }

    /// <summary>Listens for a moment where the server will. That it cannot is else found when all the rest of the node runs.</summary>
    /// <exception cref="StartupException">The port is in use, or the host is not this machine.</exception>
    public static void RequireListening(IEnumerable<BindingAddress> addresses)
    {
        foreach (var address in addresses)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.TryParse(address.Host, out var ip) ? ip : IsLocalhost(address) ? IPAddress.Loopback : IPAddress.Any, address.Port);
                listener.Start();
            }
            catch (SocketException impossible)
            {
                throw new StartupException(
                    $"The node cannot listen on {address}: {impossible.Message}. Set ASPNETCORE_URLS or --urls to another address{(impossible.SocketErrorCode == SocketError.AddressAlreadyInUse ? ", or stop the program that uses it" : "")}.", impossible);
            }
        }
    }

    /// <summary>The server binds the loopback addresses for it, and every address for any other name.</summary>
    public static bool IsLocalhost(BindingAddress address) => address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static BindingAddress ParseOne(string text)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            throw Wrong(text);
        }

        // Encryption is what stands in front of the node: it has no certificate.
        var isOurs = address is { Scheme: "http", PathBase: "", Port: >= 0 and <= HighestPort }
            && (address.Host is "*" or "+" || Uri.CheckHostName(address.Host) != UriHostNameType.Unknown);
        return isOurs ? address : throw Wrong(text);
    }

    private static StartupException Wrong(string text) => new(
        $"The setting urls (ASPNETCORE_URLS, --urls) is '{text}'; allowed is http://host:port with a port up to {HighestPort} and no path, or several of them between semicolons.");
}
