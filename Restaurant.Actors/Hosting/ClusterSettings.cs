using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Microsoft.Extensions.Configuration;

namespace Restaurant.Actors.Hosting;

/// <summary>Where a node is in the cluster. Without seed nodes it is a cluster of one, on 127.0.0.1 and any port.</summary>
/// <param name="Hostname">What other nodes dial.</param>
/// <param name="Port">What other nodes dial; 0 for any.</param>
/// <param name="SeedNodes">Addresses such as <c>akka.tcp://restaurant@host:4053</c>.</param>
/// <param name="Roles">What the node does.</param>
/// <param name="BindHostname">Where it listens, when that differs, as in containers.</param>
/// <param name="BindPort">Where it listens, when that differs.</param>
public sealed record ClusterSettings(
    string Hostname, int Port, IReadOnlyList<Address> SeedNodes, IReadOnlyList<string> Roles, string? BindHostname, int? BindPort)
{
    public const string SystemName = "restaurant";

    /// <summary>Takes requests.</summary>
    public const string Api = "api";

    /// <summary>Holds the aggregates.</summary>
    public const string Aggregates = "aggregates";

    /// <summary>Runs the projections.</summary>
    public const string Projections = "projections";

    private static readonly string[] AllRoles = [Api, Aggregates, Projections];

    /// <summary>Whether other nodes are named.</summary>
    public bool HasOthers => SeedNodes.Any(node => (node.Host, node.Port) != (Hostname, Port));

    /// <summary>Listens for a moment where the actor system will, which would itself say in many lines why it cannot.</summary>
    /// <exception cref="StartupException">Nobody can listen there: the port is in use, or the host is not this machine.</exception>
    public void RequireListening()
    {
        var (host, port) = (BindHostname ?? Hostname, BindPort ?? Port);
        try
        {
            using var listener = new TcpListener(IPAddress.TryParse(host, out var address) ? address : Dns.GetHostAddresses(host)[0], port);
            listener.Start();
        }
        catch (SocketException impossible)
        {
            throw new StartupException(
                $"The cluster cannot listen on {host}:{port} ({(BindHostname is null ? "Cluster:Hostname" : "Cluster:BindHostname")}, {(BindPort is null ? "Cluster:Port" : "Cluster:BindPort")}): {impossible.Message}", impossible);
        }
    }

    internal static ClusterSettings Read(IConfiguration configuration) => new(
        Host(configuration, "Cluster:Hostname") ?? "127.0.0.1",
        PortOf(configuration, "Cluster:Port") ?? 0,
        Seeds(configuration, "Cluster:SeedNodes"),
        RolesOf(configuration, "Cluster:Roles"),
        Host(configuration, "Cluster:BindHostname"),
        PortOf(configuration, "Cluster:BindPort"));

    // An address that means "any of mine" is no address that others could dial.
    private static string? Host(IConfiguration configuration, string key) => configuration[key] switch
    {
        null => null,
        var host when Uri.CheckHostName(host) == UriHostNameType.Unknown => throw RestaurantSettings.Wrong(key, host, "a host name or an IP address"),
        "0.0.0.0" or "::" when !key.EndsWith("BindHostname", StringComparison.Ordinal) =>
            throw RestaurantSettings.Wrong(key, configuration[key]!, "an address that other nodes can dial; Cluster:BindHostname is where the node listens"),
        // Addresses are compared to the letter, and names of hosts are not.
        var host => host.ToLowerInvariant(),
    };

    private static int? PortOf(IConfiguration configuration, string key) =>
        configuration[key] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535 ? port
        : throw RestaurantSettings.Wrong(key, text, "a port from 0 to 65535");

    private static Address[] Seeds(IConfiguration configuration, string key) =>
        List(configuration[key]) is { Length: > 0 } addresses
            ? [.. addresses.Select(text => Seed(key, text))]
            : [];

    private static Address Seed(string key, string text)
    {
        try
        {
            var address = Address.Parse(text.ToLowerInvariant());
            return address is { Protocol: "akka.tcp", System: SystemName, Host: not null, Port: not null } ? address : throw new UriFormatException();
        }
        catch (UriFormatException)
        {
            throw RestaurantSettings.Wrong(key, text, $"a comma separated list of addresses such as akka.tcp://{SystemName}@host:4053");
        }
    }

    private static string[] RolesOf(IConfiguration configuration, string key)
    {
        var roles = List(configuration[key]);
        return roles.Length == 0 ? AllRoles
            : roles.FirstOrDefault(role => !AllRoles.Contains(role)) is { } unknown ? throw RestaurantSettings.Wrong(key, unknown, string.Join(", ", AllRoles))
            : roles;
    }

    private static string[] List(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
