using Restaurant.Projections;

namespace Restaurant.Tests.Support;

/// <summary>The projections of a program that is told nothing of time zones.</summary>
internal static class UsualProjections
{
    public static readonly ProjectionCatalog Catalog = new(TimeZoneInfo.Utc);
}
