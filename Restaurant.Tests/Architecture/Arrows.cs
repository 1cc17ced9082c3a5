namespace Restaurant.Tests.Architecture;

/// <summary>The rules on who may use whom: each gives what breaks it in a part, as <c>user -> used</c>.</summary>
internal static class Arrows
{
    public const string Aggregates = "Restaurant.Actors.Aggregates";
    public const string Catalog = "Restaurant.Actors.Catalog";
    public const string Menu = "Restaurant.Actors.Menu";
    public const string Customers = "Restaurant.Actors.Customers";
    public const string Orders = "Restaurant.Actors.Orders";
    public const string Persistence = "Restaurant.Actors.Persistence";
    public const string Serialization = "Restaurant.Actors.Serialization";
    public const string Telemetry = "Restaurant.Actors.Telemetry";
    public const string Gateway = "Restaurant.Actors.Gateway";
    public const string WriteSide = "Restaurant.Actors";
    public const string WriteSideHosting = "Restaurant.Actors.Hosting";
    public const string ReadSide = "Restaurant.Projections";
    public const string Deadlines = "Restaurant.Projections.Deadlines";
    public const string ReadSideHosting = "Restaurant.Projections.Hosting";
    public const string Api = "Restaurant.Api";

    // The domain's behaviour; its states, events and the lifecycle table are open to readers.
    private static readonly string[] Deciding =
    [
        $"{Aggregates}.Decider", $"{Aggregates}.Decision", $"{Aggregates}.Circumstances", $"{Aggregates}.AggregateDefinition::Decide",
        $"{Menu}.MenuDecider", $"{Customers}.CustomerDecider", $"{Orders}.OrderDecider", $"{Orders}.OrderLifecycle::Decide",
    ];

    public static IReadOnlyList<string> TheRuntimeAlone(Part part) => part.UsesBeside("System");

    public static IReadOnlyList<string> TheKernelAlone(Part part) => part.UsesBeside("System", Aggregates);

    public static IReadOnlyList<string> TheKernelAndTheContexts(Part part) => part.UsesBeside("System", Aggregates, Menu, Customers, Orders);

    public static IReadOnlyList<string> OfOursTheKernelAndTheCatalog(Part part) => part.UsesOfOursBeside(Aggregates, Catalog);

    public static IReadOnlyList<string> OfOursTheKernelTheCatalogTheStoredFormAndTheMeter(Part part) =>
        part.UsesOfOursBeside(Aggregates, Catalog, Serialization, Telemetry);

    public static IReadOnlyList<string> NoMeasuring(Part part) => part.UsesOf("System.Diagnostics.Metrics");

    public static IReadOnlyList<string> NoHosting(Part part) => part.UsesOf(WriteSideHosting, ReadSideHosting);

    public static IReadOnlyList<string> NoReadSideAndNoApi(Part part) => part.UsesOf(ReadSide, Api);

    public static IReadOnlyList<string> NoApi(Part part) => part.UsesOf(Api);

    public static IReadOnlyList<string> NoGateway(Part part) => part.UsesOf(Gateway);

    public static IReadOnlyList<string> NoDeciding(Part part) => part.UsesOf(Deciding);

    public static IReadOnlyList<string> NoActors(Part part) => part.UsesOf("Akka");
}
