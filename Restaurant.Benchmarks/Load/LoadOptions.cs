namespace Restaurant.Benchmarks.Load;

/// <summary>What a run is to do.</summary>
/// <param name="Orders">How many journeys are started.</param>
/// <param name="Rate">How many are started per second.</param>
/// <param name="InFlight">How many are under way at the same time, at most.</param>
/// <param name="Pace">How much faster time passes between the steps of an order than in a real restaurant; null: none passes.</param>
/// <param name="Seed">Of all plans.</param>
/// <param name="GiveUp">How long a request is repeated.</param>
/// <param name="Check">Whether what was acknowledged is compared with what is read afterwards.</param>
/// <param name="Json">Whether the result is printed as JSON.</param>
internal sealed record LoadOptions(
    IReadOnlyList<Uri> Servers, int Orders, double Rate, int InFlight, double? Pace, int Seed, TimeSpan GiveUp, bool Check, bool Json);
