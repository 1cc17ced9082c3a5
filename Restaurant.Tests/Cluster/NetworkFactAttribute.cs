using Restaurant.Tests.Support;

namespace Restaurant.Tests.Cluster;

/// <summary>A test that takes a network apart, for which it makes one: where it may not, it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = new PostgreSqlFactAttribute().Skip ?? WhyNot();

    private static string? WhyNot()
    {
        try
        {
            using var network = new TestNetwork(hosts: 1);
            return null;
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"To make a network is not allowed here: {refused.Message}";
        }
    }
}
