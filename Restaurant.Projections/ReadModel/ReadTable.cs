using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.ReadModel;

/// <summary>A table of a projection.</summary>
/// <param name="Name">Without the suffix of a generation.</param>
/// <param name="Key">The columns of its primary key; where rows are numbered, what else tells them apart.</param>
public record ReadTable(string Name, params IReadOnlyList<string> Key)
{
    /// <summary>Null for a table whose rows follow from the events alone.</summary>
    public Numbering? Numbering { get; init; }
}

/// <summary>
/// The rows of a table are numbered as they are made, 1, 2, 3 and so on without a hole. Which row has which number depends on when it could be seen; that they rise along one aggregate
/// does not.
/// </summary>
/// <param name="Column">The number.</param>
/// <param name="Of">The column that says whose row it is.</param>
/// <param name="Along">The column along which the numbers of one aggregate rise.</param>
public sealed record Numbering(string Column, string Of, string Along);

/// <summary>A table whose columns are the properties of a row type, in snake case.</summary>
internal sealed record ReadTable<TRow>(string Name, params IReadOnlyList<string> Key) : ReadTable(Name, Key)
    where TRow : class
{
    private static IReadOnlyList<RowColumn<TRow>> Fields => RowColumns<TRow>.All;

    /// <summary>All columns, named for the row type's properties.</summary>
    /// <param name="alias">The table's alias in the statement.</param>
    public static string Columns(string alias) => string.Join(", ", Fields.Select(field => $"{alias}.{field.Name} as {field.Property}"));

    /// <summary>Writes a new row, whose values are parameters.</summary>
    public string Insert(string suffix) => InsertFrom($"values ({string.Join(", ", Fields.Select(field => $"@{field.Property}"))})", suffix);

    /// <summary>Writes a row, new or not, whose values are parameters.</summary>
    public string Upsert(string suffix) => $"{Insert(suffix)} {Replacing()}";

    /// <summary>Writes the rows of a relation or of a list of values, which has the columns in their order.</summary>
    public string InsertFrom(string source, string suffix) => $"insert into {Name}{suffix} ({string.Join(", ", Fields.Select(field => field.Name))}) {source}";

    /// <summary>Behind an insert: a row that is there is replaced.</summary>
    public string Replacing() =>
        $"on conflict ({string.Join(", ", Key)}) do update set {string.Join(", ", Fields.Where(field => !Key.Contains(field.Name)).Select(field => $"{field.Name} = excluded.{field.Name}"))}";

    /// <summary>Behind an insert: the values in these columns are added to those of a row that is there.</summary>
    public string Adding(string suffix, params IEnumerable<string> columns) =>
        $"on conflict ({string.Join(", ", Key)}) do update set {string.Join(", ", columns.Select(column => $"{column} = {Name}{suffix}.{column} + excluded.{column}"))}";
}
