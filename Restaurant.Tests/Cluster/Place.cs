namespace Restaurant.Tests.Cluster;

/// <summary>Where a node runs: on the machine's own loopback, or on a host of a <see cref="TestNetwork"/>.</summary>
/// <param name="Hostname">What other nodes dial.</param>
/// <param name="Port">What other nodes dial.</param>
/// <param name="Http">Where it serves.</param>
/// <param name="Host">Null for the machine itself.</param>
internal sealed record Place(string Hostname, int Port, Uri Http, TestHost? Host = null)
{
    public string Address => $"akka.tcp://restaurant@{Hostname}:{Port}";

    /// <summary>What a process is started through, to be there.</summary>
    public string[] Through => Host is null ? [] : ["nsenter", $"--net={Host.Namespace}", "--"];

    public static Place OnLoopback() => new("127.0.0.1", LoopbackPorts.Take(), new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}"));

    /// <summary>It serves on the host's own loopback, as it does where everyone may do everything.</summary>
    public static Place On(TestHost host) => new(host.Address, 4053, new Uri("http://127.0.0.1:3000"), host);

    public SocketsHttpHandler Connections() => Host is null ? new SocketsHttpHandler() : new SocketsHttpHandler { ConnectCallback = Host.ConnectAsync };
}
