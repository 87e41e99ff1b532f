"""What a report says, segment by segment: findings with their evidence, partners with their mentions."""
