namespace Restaurant.Projections.ReadModel;

/// <summary>A part of a list.</summary>
/// <param name="Next">Where the next part begins, or null when this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, Cursor? Next)
{
    /// <param name="rows">What was read: one more than the page may hold tells that there is another page.</param>
    internal static Page<T> Of(IReadOnlyList<T> rows, int limit, Func<T, Cursor> after) =>
        rows.Count > limit ? new Page<T>([.. rows.Take(limit)], after(rows[limit - 1])) : new Page<T>(rows, null);
}
