using System.Globalization;
using Restaurant.Tests.Documents;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Cluster;

/// <summary>A network of one test's own (<c>.ci/network</c>), gone with it, in which hosts can lose sight of each other.</summary>
internal sealed class TestNetwork : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TestNetwork(int hosts)
    {
        try
        {
            Do("up", hosts);
        }
        catch
        {
            _directory.Dispose();
            throw;
        }

        Hosts = [.. Enumerable.Range(1, hosts).Select(number => new TestHost(Path.Combine(_directory.Path, $"{number}"), $"10.77.0.{number}"))];
    }

    public IReadOnlyList<TestHost> Hosts { get; }

    /// <summary>No packet gets to the host or from it.</summary>
    public void CutOff(TestHost host) => Do("partition", Hosts.ToList().IndexOf(host) + 1);

    public void Heal() => Do("heal");

    public void Dispose()
    {
        Do("down");
        _directory.Dispose();
    }

    private void Do(string verb, params int[] arguments) => PostgreSqlServer.Run(
        Path.Combine(Repository.Root, ".ci", "network"), [verb, _directory.Path, .. arguments.Select(argument => argument.ToString(CultureInfo.InvariantCulture))]);
}
