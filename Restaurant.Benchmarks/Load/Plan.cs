namespace Restaurant.Benchmarks.Load;

/// <summary>What is to happen to an order. The same seed makes the same plans.</summary>
/// <param name="Customer">Whose order it is: a number that stands for one of the customers.</param>
/// <param name="Lines">Numbers that stand for menu items, and how many of each.</param>
/// <param name="ChangesFirst">The new quantity of the first line; null when it stays.</param>
/// <param name="RemovesLast">Whether the customer thinks better of the last line. One stays.</param>
/// <param name="AsksForDelivery">Whether the customer sets an address.</param>
/// <param name="Collects">Whether the customer decides to collect it after all.</param>
/// <param name="KitchenSteps">How many steps the kitchen takes.</param>
internal sealed record Plan(
    int Customer,
    IReadOnlyList<(int MenuItem, int Quantity)> Lines,
    int? ChangesFirst,
    bool RemovesLast,
    bool AsksForDelivery,
    bool Collects,
    string? Note,
    Ending Ending,
    int KitchenSteps)
{
    private const int MostLines = 4;

    private static readonly IReadOnlyList<(Ending Ending, int Percent)> Endings =
    [
        (Ending.Completed, 78),
        (Ending.Rejected, 5),
        (Ending.CanceledBeforePlacing, 4),
        (Ending.CanceledAfterPlacing, 5),
        (Ending.LeftOpen, 5),
        (Ending.LeftInKitchen, 3),
    ];

    private static readonly IReadOnlyList<string> Notes = ["Ring twice", "No onions, please", "Käse extra, ohne Zwiebeln", "Third floor\nleft door", "🌶🌶"];

    public bool IsPlaced => Ending is not (Ending.CanceledBeforePlacing or Ending.LeftOpen);

    public bool IsDelivery => AsksForDelivery && !Collects;

    public IReadOnlyList<KitchenStep> Kitchen => IsDelivery ? KitchenStep.ForDelivery : KitchenStep.ForPickup;

    public static Plan Make(Random random)
    {
        var plan = new Plan(
            random.Next(),
            [.. Enumerable.Range(0, random.Next(1, MostLines + 1)).Select(_ => (random.Next(), random.Next(1, 4)))],
            random.Next(100) < 15 ? random.Next(1, 10) : null,
            RemovesLast: random.Next(100) < 10,
            AsksForDelivery: random.Next(100) < 65,
            Collects: random.Next(100) < 5,
            random.Next(100) < 30 ? Notes[random.Next(Notes.Count)] : null,
            Choose(random.Next(100)),
            KitchenSteps: 0);
        return plan with
        {
            KitchenSteps = plan.Ending switch
            {
                Ending.Completed => plan.Kitchen.Count,
                Ending.CanceledAfterPlacing or Ending.LeftInKitchen => random.Next(plan.Kitchen.Count),
                _ => 0,
            },
        };
    }

    private static Ending Choose(int percent)
    {
        foreach (var (ending, share) in Endings)
        {
            if ((percent -= share) < 0)
            {
                return ending;
            }
        }

        throw new InvalidOperationException("The shares do not add up to 100 %.");
    }
}
