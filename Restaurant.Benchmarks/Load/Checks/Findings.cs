namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>What a part of the check has found.</summary>
/// <param name="area">What was read, such as <c>orders</c>.</param>
internal sealed class Findings(string area)
{
    private const int MostKept = 20;

    private readonly Lock _gate = new();
    private readonly List<string> _differences = [];

    public string Area => area;

    /// <summary>Why there is nothing to find; null when there is.</summary>
    public string? NotOffered { get; private set; }

    /// <summary>How many things were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>How many things are not as they should be.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them, a sentence each.</summary>
    public IReadOnlyList<string> Differences => _differences;

    public void Add(string difference)
    {
        lock (_gate)
        {
            Count++;
            if (_differences.Count < MostKept)
            {
                _differences.Add($"{area}: {difference}");
            }
        }
    }

    public void Compare()
    {
        lock (_gate)
        {
            Compared++;
        }
    }

    /// <summary>Says that two values ought to be the same.</summary>
    /// <param name="what">Whose they are, such as <c>the total of order 0198..</c>.</param>
    public void Equal<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Add($"{what} is {actual}, and ought to be {expected}");
        }
    }

    /// <summary>The server does not have this part of the contract.</summary>
    public void Leave(string path) => NotOffered = $"not offered: {path} is 404";
}
