namespace Restaurant.Benchmarks.Bars;

/// <summary>What a figure has to reach.</summary>
/// <param name="What">What the figure is.</param>
/// <param name="Bound">Where it must be at least or at most.</param>
/// <param name="Stretch">Where it would rather be.</param>
internal sealed record Bar(string Name, string What, Direction Direction, double Bound, double? Stretch = null)
{
    public bool IsReached(double value) => Direction == Direction.AtLeast ? value >= Bound : value <= Bound;
}

internal enum Direction
{
    AtLeast,
    AtMost,
}
