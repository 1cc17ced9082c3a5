namespace Restaurant.Projections.Runtime;

/// <summary>
/// The shard region that runs a group, as its only shard and so on one node at a time. Each group has a region of its own: a node of an earlier build, which does
/// not know a group, has no such region and is never asked to run it.
/// </summary>
public static class ProjectionRegion
{
    /// <summary>Of the daemon process that keeps the group alive.</summary>
    public static string ProcessNameOf(ProjectionGroup group) =>
        // What it has always been called, for the same reason: it must be one process with that of earlier builds.
        group.Name == "read-model" ? "projections" : $"projections-{group.Name}";

    public static string NameOf(ProjectionGroup group) => $"sharded-daemon-process-{ProcessNameOf(group)}";
}
