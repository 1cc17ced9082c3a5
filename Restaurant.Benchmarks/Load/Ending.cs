namespace Restaurant.Benchmarks.Load;

/// <summary>What becomes of an order.</summary>
internal enum Ending
{
    Completed,
    Rejected,

    /// <summary>By the customer who has only filled it.</summary>
    CanceledBeforePlacing,

    /// <summary>At whatever stage before the hand-over.</summary>
    CanceledAfterPlacing,

    /// <summary>The customer never places it.</summary>
    LeftOpen,

    /// <summary>The kitchen never finishes it.</summary>
    LeftInKitchen,
}
