using System.Globalization;

namespace Restaurant.Projections.Runtime;

/// <summary>The shard region that runs the groups, each as a shard of its own and so on one node at a time.</summary>
public static class ProjectionRegion
{
    /// <summary>Of the daemon process that keeps them alive.</summary>
    public const string ProcessName = "projections";

    public const string Name = $"sharded-daemon-process-{ProcessName}";

    /// <summary>The group that is a shard. One of a newer program, which this one does not know, goes by its number.</summary>
    public static string GroupAt(string shard) => ProjectionCatalog.All.ElementAtOrDefault(int.Parse(shard, CultureInfo.InvariantCulture))?.Name ?? shard;
}
