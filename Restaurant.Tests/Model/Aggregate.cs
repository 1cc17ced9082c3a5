namespace Restaurant.Tests.Model;

/// <summary>Everything that has happened to one aggregate.</summary>
/// <param name="kind"><c>menu-item</c>, <c>customer</c> or <c>order</c>.</param>
internal sealed class Aggregate(string kind, Learned id)
{
    private readonly Dictionary<(string? Subject, string Key), Happened> _keys = [];

    public string Kind => kind;

    public Learned Id => id;

    public List<Happened> History { get; } = [];

    public int Version => History.Count;

    public State? State => History.LastOrDefault()?.What.After;

    /// <summary>The ids of all lines or addresses that were ever made within it.</summary>
    public IReadOnlyList<Learned> Made => [.. History.Select(happened => happened.What.Made).OfType<Learned>()];

    public string Token => TokenAt(Version);

    public string TokenAt(int version) => $"{Kind}-{Id.Text}@{version}";

    public Happened? Earlier(By by, string? key) => key is null ? null : _keys.GetValueOrDefault((by.Subject, key));

    public Happened Take(Verdict.Happens what, Request request, Learned at)
    {
        var happened = new Happened(this, Version + 1, at, request.By, request.Meaning, what);
        History.Add(happened);
        if (what.Event == "customerErased")
        {
            foreach (var (forgotten, _) in _keys.Where(pair => pair.Value.What.Event != "customerErased").ToList())
            {
                _keys.Remove(forgotten);
            }
        }

        if (request.Key is { } key)
        {
            _keys[(request.By.Subject, key)] = happened;
        }

        return happened;
    }
}
