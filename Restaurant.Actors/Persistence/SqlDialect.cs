using Dapper;

namespace Restaurant.Actors.Persistence;

/// <summary>The few texts in which the databases differ, and what goes with them. All other statements are written once, in what they have in common.</summary>
public abstract class SqlDialect
{
    /// <summary>
    /// A relation: the rows of the journal whose ordering lies in one of the ranges of the parameter <c>@ranges</c>, a JSON text such as
    /// <c>[[1,5],[9,9]]</c>.
    /// </summary>
    public abstract string JournalInRanges { get; }

    /// <summary>A relation of the column <c>name</c>: all read tables.</summary>
    public abstract string ReadTables { get; }

    /// <summary>
    /// The definition of a table, which is written with the types <c>text</c> (sorted by code points), <c>integer</c> (of 64 bits) and
    /// <c>boolean</c>.
    /// </summary>
    public abstract string Ddl(string definition);

    /// <summary>Whether a column has one of a parameter's values, which are an array.</summary>
    public abstract string In(string column, string parameter);

    /// <summary>
    /// A relation: the rows of a table whose column has one of the values of the parameter <c>@ids</c>, an array without repetitions. They are looked up value by value, and not by reading
    /// the whole table, however many rows the planner believes each to have.
    /// </summary>
    public abstract string RowsOf(string table, string column, string alias);

    /// <summary>
    /// What stands before a statement that finds few rows by their keys; it has a row of its own. The statement is planned once for a connection, and by the indexes, however small the
    /// tables are then: to plan it takes many times as long as to do it.
    /// </summary>
    public abstract string ByKeys { get; }

    /// <summary>A relation: the rows that <see cref="Parameters"/> brings, with the columns of their type.</summary>
    public abstract string Rows<TRow>()
        where TRow : class;

    /// <summary>The parameters of a statement with <see cref="Rows"/>.</summary>
    public abstract SqlMapper.IDynamicParameters Parameters<TRow>(TRow[] rows)
        where TRow : class;

    /// <summary>Whether a text has a part.</summary>
    public abstract string Contains(string text, string part);
}
