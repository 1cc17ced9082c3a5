namespace Restaurant.Projections.Runtime.Rebuilding;

/// <summary>What a piece of work on a rebuild has led to.</summary>
/// <param name="Events">How many events were filled in.</param>
public readonly record struct RebuildProgress(RebuildState State, int Events);

public enum RebuildState
{
    /// <summary>The group has applied more.</summary>
    Behind,

    /// <summary>The new tables hold what the group has applied; as long as it applies no more, they can take the place of the present ones.</summary>
    CaughtUp,

    /// <summary>They have taken it.</summary>
    Over,
}
