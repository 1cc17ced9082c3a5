using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using LinqToDB;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Projections;

/// <summary>
/// A database whose client dies at a given point: before a statement, or behind it and before its answer, a commit being one as well. Nothing more comes from
/// its connections then, and the transaction that was open is rolled back.
/// </summary>
internal sealed class DyingDatabase(RestaurantDatabase database) : RestaurantDatabase
{
    private int _left = int.MaxValue;

    public override string Name => database.Name;

    public override SqlDialect Sql => database.Sql;

    public override DataOptions JournalOptions => database.JournalOptions;

    public override string JournalSettings => database.JournalSettings;

    /// <summary>Whether it has died since it was told when.</summary>
    public bool HasDied => _left <= 0;

    /// <summary>It will die at this point from here on; there are two for each statement.</summary>
    public void DieAt(int point) => _left = point;

    /// <summary>It will not die, and lives again.</summary>
    public void Live() => _left = int.MaxValue;

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        Pass();
        return new Connection(this, await database.ConnectAsync(cancellation));
    }

    public override async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        Of(connection, await database.BeginReadAsync(((Connection)connection).Inner, cancellation));

    public override async Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellation) =>
        Of(connection, await database.BeginExclusiveAsync(((Connection)connection).Inner, cancellation));

    public override Task<Scratch> OpenScratchAsync(CancellationToken cancellation) => database.OpenScratchAsync(cancellation);

    public override bool IsOfAnotherShape(DbException failure) => database.IsOfAnotherShape(failure);

    public override void Dispose()
    {
    }

    protected override bool IsPassing(DbException failure) => database.IsPassing(failure);

    private Transaction Of(DbConnection connection, DbTransaction transaction) => new(this, (Connection)connection, transaction);

    private void Pass()
    {
        if (--_left <= 0)
        {
            _left = 0;
            throw new SocketException((int)SocketError.ConnectionReset);
        }
    }

    private T Pass<T>(Func<T> statement)
    {
        Pass();
        var answer = statement();
        Pass();
        return answer;
    }

    private sealed class Connection(DyingDatabase database, DbConnection inner) : DbConnection
    {
        public DbConnection Inner => inner;

        [AllowNull]
        public override string ConnectionString
        {
            get => inner.ConnectionString;
            set => inner.ConnectionString = value;
        }

        public override string Database => inner.Database;

        public override string DataSource => inner.DataSource;

        public override string ServerVersion => inner.ServerVersion;

        public override ConnectionState State => inner.State;

        public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

        public override void Close() => inner.Close();

        public override void Open() => inner.Open();

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => database.Of(this, inner.BeginTransaction(isolationLevel));

        protected override DbCommand CreateDbCommand() => new Command(database, inner.CreateCommand()) { Connection = this };

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Transaction(DyingDatabase database, Connection connection, DbTransaction inner) : DbTransaction
    {
        public DbTransaction Inner => inner;

        public override IsolationLevel IsolationLevel => inner.IsolationLevel;

        public override bool SupportsSavepoints => inner.SupportsSavepoints;

        protected override DbConnection DbConnection => connection;

        public override void Commit() => Run(inner.Commit);

        public override void Rollback() => Run(inner.Rollback);

        public override void Save(string savepointName) => Run(() => inner.Save(savepointName));

        public override void Rollback(string savepointName) => Run(() => inner.Rollback(savepointName));

        public override void Release(string savepointName) => Run(() => inner.Release(savepointName));

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }

        private void Run(Action statement) => database.Pass(() =>
        {
            statement();
            return true;
        });
    }

    private sealed class Command(DyingDatabase database, DbCommand inner) : DbCommand
    {
        [AllowNull]
        public override string CommandText
        {
            get => inner.CommandText;
            set => inner.CommandText = value;
        }

        public override int CommandTimeout
        {
            get => inner.CommandTimeout;
            set => inner.CommandTimeout = value;
        }

        public override CommandType CommandType
        {
            get => inner.CommandType;
            set => inner.CommandType = value;
        }

        public override bool DesignTimeVisible
        {
            get => inner.DesignTimeVisible;
            set => inner.DesignTimeVisible = value;
        }

        public override UpdateRowSource UpdatedRowSource
        {
            get => inner.UpdatedRowSource;
            set => inner.UpdatedRowSource = value;
        }

        protected override DbConnection? DbConnection { get; set; }

        protected override DbParameterCollection DbParameterCollection => inner.Parameters;

        protected override DbTransaction? DbTransaction
        {
            get => field;
            set
            {
                field = value;
                inner.Transaction = (value as Transaction)?.Inner;
            }
        }

        public override void Cancel() => inner.Cancel();

        public override void Prepare() => inner.Prepare();

        public override int ExecuteNonQuery() => database.Pass(inner.ExecuteNonQuery);

        public override object? ExecuteScalar() => database.Pass(inner.ExecuteScalar);

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => database.Pass(() => inner.ExecuteReader(behavior));

        protected override DbParameter CreateDbParameter() => inner.CreateParameter();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
