using System.Net;
using Restaurant.Actors.Hosting;
using Restaurant.Api.Http;

namespace Restaurant.Api.Operations;

/// <summary>
/// As long as callers prove nothing (<c>Auth:Mode=Open</c>), the server is for this machine alone, unless the setting says outright
/// that it is for others as well.
/// </summary>
/// <param name="outright">Whether the setting is there, and not merely what holds without it.</param>
internal sealed class OpenAccess(bool outright)
{
    private const string Key = "Auth:Mode";
    private const string Open = "Open";

    /// <param name="mode">The setting <c>Auth:Mode</c>, or null.</param>
    /// <exception cref="StartupException">It has a value that is not known or cannot be had.</exception>
    public static OpenAccess Of(string? mode) => mode switch
    {
        null or "" => new OpenAccess(outright: false),
        Open => new OpenAccess(outright: true),
        "Required" => throw new StartupException($"{Key} is 'Required', but this version cannot check who calls yet; only '{Open}' is allowed."),
        _ => throw new StartupException($"{Key} is '{mode}'; allowed is '{Open}'."),
    };

    /// <summary>Makes sure that nobody outside of this machine is served by an oversight.</summary>
    /// <param name="addresses">What the server binds.</param>
    /// <exception cref="StartupException">One of them can be reached from outside, and the setting is not there.</exception>
    public void Permit(IEnumerable<BindingAddress> addresses)
    {
        if (!outright && addresses.FirstOrDefault(address => !IsLoopback(address)) is { } reachable)
        {
            throw new StartupException(
                $"{reachable} can be reached from other machines, and callers prove nothing: bind a loopback address, or set {Key} to '{Open}' to serve everybody.");
        }
    }

    /// <summary>
    /// Refuses what a page in a browser (by a name that leads here) or a proxy could bring from outside to a server that binds a
    /// loopback address only.
    /// </summary>
    public Task GuardAsync(HttpContext http, RequestDelegate next) =>
        outright || (IsLocal(http.Request.Host.Host) && !http.Request.Headers.Keys.Any(IsForwarding) && http.Request.Headers.Origin.All(IsLocalPage))
            ? next(http)
            : Problem.Forbidden($"Only requests to localhost that neither were forwarded nor come from a page elsewhere are served, unless {Key} is set to '{Open}'.").ExecuteAsync(http);

    private static bool IsLoopback(BindingAddress address) =>
        ServerAddresses.IsLocalhost(address) || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "127.0.0.1" or "[::1]";

    // A browser sends a command without a body for any page that asks it to, and says which page that is.
    private static bool IsLocalPage(string? origin) => Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLocal(page.Host);

    private static bool IsForwarding(string header) =>
        header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);
}
