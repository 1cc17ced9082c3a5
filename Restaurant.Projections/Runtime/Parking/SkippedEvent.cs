namespace Restaurant.Projections.Runtime.Parking;

/// <summary>Stands in a row of the journal for an event that somebody has decided to pass over: it counts as a version, and changes nothing.</summary>
public sealed class SkippedEvent
{
    public static readonly SkippedEvent Instance = new();

    private SkippedEvent()
    {
    }
}
