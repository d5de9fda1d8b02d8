require('./report.cjs')
