using static Restaurant.Benchmarks.Bars.Direction;

namespace Restaurant.Benchmarks.Bars;

/// <summary>Every bar that the program is held to. With 256 commands in flight on PostgreSQL, unless it says otherwise.</summary>
internal static class AllBars
{
    public static readonly Bar WarmAgainstMarten = new("warm-vs-marten", "an item added to a live order, against Marten's FetchForWriting", AtLeast, 18, 25);
    public static readonly Bar WarmAgainstRaw = new("warm-vs-raw", "an item added to a live order, against the grouped raw insert", AtLeast, 0.45, 0.6);
    public static readonly Bar NewOrders = new("new-orders-vs-marten", "open, add three, place: five commands on a new order, against five FetchForWriting appends", AtLeast, 15, 20);
    public static readonly Bar NewOrdersFew = new("new-orders-64", "five commands on a new order, 64 in flight, against five FetchForWriting appends", AtLeast, 10, 16);
    public static readonly Bar Opening = new("open-vs-marten", "an order opened, against StartStream with one event", AtLeast, 7, 10);
    public static readonly Bar Blast = new("blast", "commands to other orders that fail when 20 openings are refused among 200 busy orders", AtMost, 0);
    public static readonly Bar Cold = new("cold-vs-stock", "2,000 stopped orders of 5 events asked at 128 in flight, against the stock journal", AtLeast, 20, 30);
    public static readonly Bar LagFew = new("lag-100", "ms from acknowledgement to row at 100 events/s with a burnt number every second, p99", AtMost, 120, 80);
    public static readonly Bar LagMany = new("lag-3000", "ms from acknowledgement to row at 3,000 events/s with a burnt number every second, p99", AtMost, 250, 150);
    public static readonly Bar Level = new("level", "seconds that the read side is behind after 60 s of full write load", AtMost, 2, 0.5);
    public static readonly Bar CatchUp = new("catch-up", "events/s of a rebuild of the orders, against one transaction per event", AtLeast, 15, 25);
    public static readonly Bar HttpAgainstAsk = new("http-vs-ask", "a persisted POST of an item against a DELETE that the order refuses", AtLeast, 0.35, 0.5);
    public static readonly Bar GetAgainstNoop = new("get-vs-noop", "GET of an order against an endpoint that does nothing, 64 connections", AtLeast, 0.25, 0.4);
    public static readonly Bar StartOnSqlite = new("start-sqlite", "process start to the first persisted answer, against an empty minimal API's first answer", AtMost, 7, 4);
    public static readonly Bar GrowthOfWrites = new("growth-write", "writes at five million events against writes on an empty journal", AtLeast, 0.9);
    public static readonly Bar GrowthOfStart = new("growth-start", "a start at five million events against a start on an empty journal", AtMost, 1.3);
    public static readonly Bar Idle = new("idle", "share of one core that an idle node on SQLite takes over 60 s", AtMost, 0.10, 0.03);
    public static readonly Bar Memory = new("memory", "bytes of working set, garbage collected, for each live order of one line beyond an empty node, 100,000 live", AtMost, 6000, 3000);
    public static readonly Bar DurableSqlite = new("sqlite-durable", "WAL with FULL against SQLite's default rollback journal, 64 in flight", AtLeast, 2.5);
}
