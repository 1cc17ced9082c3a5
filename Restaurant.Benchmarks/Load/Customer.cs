using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load;

/// <summary>One who orders.</summary>
/// <param name="Commands">Those that have made the customer, in this order.</param>
internal sealed record Customer(string Id, string AddressId, IReadOnlyList<Acknowledged> Commands);
